package dev.treecast.server.ledger;

import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.server.ledger.LedgerStore.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a node in a cluster: a show's books are in Redis and, while the show is here, in memory. Owned by one thread, as every ledger.
 *
 * <p>{@link #flush} sends what has changed, all shows at once, and waits for the answers for {@value #WAIT_MS} ms: a round trip and, where Redis is asked
 * to keep things, its disk. When they do not come, nothing is sold from then on and later calls do not wait: they send again what is unanswered, and look
 * whether answers have come. A show's books that another node has taken are let go, and {@link #takeLost} tells.
 */
public final class RedisLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLedger.class);

    /** Long for a round trip and a disk, and short for viewers' input, which waits meanwhile; once an outage. */
    static final long WAIT_MS = 250;

    /** While Redis was away at the last try; it is tried every second. */
    private static final long WAIT_AWAY_MS = 10;

    private static final long CLOSE_WAIT_MS = 2_000;
    private static final long RETRY_AFTER_MS = 5_000;

    /** 16 MiB: some 90,000 entries, which are read in a second. */
    static final long COMPACT_BYTES = 16L * 1024 * 1024;

    // Given.
    private final LedgerStore store;
    private final String node;
    private final Fence fence;
    private final long startingCredits;
    private final long compactBytes;
    private final RandomGenerator random;

    // Owned.
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("ledger").daemon().factory());
    private final Rewriting rewriting;
    private final Openings openings;

    // State.
    private final Map<String, Books> shows = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    /** Nothing of it waits to be told as long as Redis answers. */
    private boolean writable = true;

    private long failures;

    /**
     * @param url of Redis
     * @param ca whom to trust there, PEM; empty: those the JDK trusts
     * @param node this node's id, as leases have it
     * @param random of which writers are named: two must not have the same name
     * @throws IllegalArgumentException when the URL is none that is known
     */
    public static RedisLedger connect(
            String url, Optional<Path> ca, String node, Fence fence, long startingCredits, RandomGenerator random) {
        return new RedisLedger(
                new RedisLedgerStore(url, ca), node, fence, startingCredits, COMPACT_BYTES, random, System::nanoTime);
    }

    RedisLedger(
            LedgerStore store,
            String node,
            Fence fence,
            long startingCredits,
            long compactBytes,
            RandomGenerator random,
            LongSupplier clock) {
        this.store = store;
        this.node = node;
        this.fence = fence;
        this.startingCredits = startingCredits;
        this.compactBytes = compactBytes;
        this.random = random;
        this.rewriting = new Rewriting(store, worker);
        this.openings = new Openings(this::load, clock);
    }

    // ---- Books that come and go ----

    @Override
    public boolean open(String show) {
        leaving.remove(show);
        if (shows.containsKey(show)) {
            return true;
        }
        Books here = openings.take(show);
        if (here != null) {
            shows.put(show, here);
        }
        return here != null;
    }

    @Override
    public boolean isComing(String show) {
        return openings.isComing(show);
    }

    private CompletableFuture<Books> load(String show) {
        String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        Supplier<Writer> writer = () -> new Writer(node, fence.token(show), id);
        Books books = new Books(show, startingCredits, store, writer, () -> writable, rewriting, compactBytes);
        return new Loading(store, worker).start(show, writer.get(), books);
    }

    @Override
    public void leave(String show) {
        openings.forget(show);
        if (isOver(show)) {
            abandon(show);
        } else {
            leaving.add(show);
        }
    }

    /** Nothing of it is to be written or will expire here. */
    private boolean isOver(String show) {
        Books books = shows.get(show);
        return books == null || (!books.isDirty() && books.firstToExpire() == null);
    }

    @Override
    public void abandon(String show) {
        openings.forget(show);
        leaving.remove(show);
        shows.remove(show);
    }

    @Override
    public Set<String> takeLost() {
        Set<String> taken = Set.copyOf(lost);
        lost.clear();
        return taken;
    }

    // ---- Writing ----

    @Override
    public boolean isDirty() {
        return shows.values().stream().anyMatch(Books::isDirty);
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public boolean flush() {
        return flush(writable ? WAIT_MS : WAIT_AWAY_MS);
    }

    private boolean flush(long waitMs) {
        Throwable failure = collect();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Books books : shows.values()) {
            if (books.isDirty()) {
                books.send();
                answers.add(books.answer());
            }
        }
        failure = await(answers, waitMs, failure);
        Throwable late = collect();
        failure = late == null ? failure : late;
        if (isDirty()) {
            failed(failure);
            return false;
        }
        if (!writable) {
            writable = true;
            LOG.info("The ledger in Redis can be written again");
        }
        shows.values().forEach(Books::compact);
        return true;
    }

    private static @Nullable Throwable await(
            List<CompletableFuture<?>> answers, long waitMs, @Nullable Throwable before) {
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(waitMs, TimeUnit.MILLISECONDS);
            return before;
        } catch (TimeoutException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private @Nullable Throwable collect() {
        Throwable failure = null;
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, Books> each : shows.entrySet()) {
            Throwable one = each.getValue().collect();
            failure = one == null ? failure : one;
            if (each.getValue().isLost()) {
                taken.add(each.getKey());
            }
        }
        for (String show : taken) {
            LOG.info("The books of the show '{}' are at another node now", show);
            abandon(show);
            lost.add(show);
        }
        return failure;
    }

    private void failed(@Nullable Throwable failure) {
        failures++;
        if (writable) {
            writable = false;
            LOG.error(
                    "The ledger in Redis cannot be written; until it can, nothing is sold: {}",
                    String.valueOf(failure));
        }
    }

    /** Writes what is left, as far as Redis takes it within 2 s. */
    @Override
    public void close() {
        if (isDirty() && !flush(CLOSE_WAIT_MS)) {
            LOG.error("The last changes of the ledger are lost; no buyer was told of them");
        }
        store.close();
        worker.shutdownNow();
    }

    // ---- The books of one show ----

    private Books books(String show) throws Refusal {
        Books books = shows.get(show);
        if (books == null) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "Nothing can be bought at the moment.", null, RETRY_AFTER_MS);
        }
        return books;
    }

    @Override
    public long balance(String show, String principal) {
        Books books = shows.get(show);
        return books == null ? UNKNOWN : books.balance(show, principal);
    }

    @Override
    public long balanceOnDisk(String show, String principal) {
        Books books = shows.get(show);
        return books == null ? UNKNOWN : books.balanceOnDisk(show, principal);
    }

    @Override
    public Purchase hold(Purchase wanted) throws Refusal {
        return books(wanted.show()).hold(wanted);
    }

    @Override
    public @Nullable Purchase capture(String show, String id, long nowUs) {
        Books books = shows.get(show);
        return books == null ? null : books.capture(show, id, nowUs);
    }

    @Override
    public @Nullable Purchase release(
            String show, String id, String code, @Nullable String message, long retryAfterMs, long nowUs) {
        Books books = shows.get(show);
        return books == null ? null : books.release(show, id, code, message, retryAfterMs, nowUs);
    }

    @Override
    public long grant(String show, String principal, long amount, String key, long nowUs) throws Refusal {
        return books(show).grant(show, principal, amount, key, nowUs);
    }

    @Override
    public @Nullable Purchase byKey(String show, String principal, String key) {
        Books books = shows.get(show);
        return books == null ? null : books.byKey(show, principal, key);
    }

    @Override
    public @Nullable Purchase byId(String show, String id) {
        Books books = shows.get(show);
        return books == null ? null : books.byId(show, id);
    }

    @Override
    public List<Purchase> held(String show) {
        Books books = shows.get(show);
        return books == null ? List.of() : books.held(show);
    }

    @Override
    public List<Purchase> recent(String show, String principal) {
        Books books = shows.get(show);
        return books == null ? List.of() : books.recent(show, principal);
    }

    @Override
    public @Nullable Purchase firstToExpire() {
        Purchase first = null;
        for (Books books : shows.values()) {
            Purchase next = books.firstToExpire();
            if (next != null && (first == null || next.expiresUs() < first.expiresUs())) {
                first = next;
            }
        }
        return first;
    }

    @Override
    public void note(String show, String section, String key, @Nullable String value) {
        Books books = shows.get(show);
        if (books != null) {
            books.note(show, section, key, value);
        }
    }

    @Override
    public void drop(String show, String section) {
        Books books = shows.get(show);
        if (books != null) {
            books.drop(show, section);
        }
    }

    @Override
    public Map<String, String> notes(String show, String section) {
        Books books = shows.get(show);
        return books == null ? Map.of() : books.notes(show, section);
    }

    @Override
    public Set<String> sections(String show) {
        Books books = shows.get(show);
        return books == null ? Set.of() : books.sections(show);
    }

    @Override
    public void forget(long nowUs) {
        shows.values().forEach(books -> books.forget(nowUs));
        List<String> over = leaving.stream().filter(this::isOver).toList();
        over.forEach(this::abandon);
    }
}

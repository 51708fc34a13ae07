package dev.treecast.server.ledger;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.server.ledger.LedgerStore.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books of one show, and what of them is on its way to the store. Changes are numbered batches, which are sent again with the same number until the
 * store has answered; see {@link LedgerScripts#APPEND}.
 *
 * <p>The log's beginning is put into the base when it has grown, while batches go on. When the store has lost batches, or more waits than is worth
 * keeping, everything is written anew from the books instead.
 */
final class Books extends Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);

    /** What waits for a store that is away, where ballots come in all the while. Beyond it all is written anew. */
    static final long WAITING_BYTES_MAX = 16L * 1024 * 1024;

    // Given.
    private final String show;
    private final LedgerStore store;
    private final Supplier<Writer> writer;
    private final BooleanSupplier writable;
    private final Rewriting rewriting;
    private final long compactBytes;

    // State.
    private final Batches unsent = new Batches();
    /** The last batches that were made, up to {@link #batch}. */
    private final Deque<byte[]> unanswered = new ArrayDeque<>();

    private @Nullable CompletableFuture<Long> sending;
    private @Nullable CompletableFuture<Rewriting.Outcome> replacing;
    /** What {@link #replacing} writes stands for the whole log. */
    private boolean replacingWhole;
    /** Everything has to be written anew. */
    private boolean whole;
    /** The number of the last batch that was made. */
    private long batch;

    private long logBytes;
    private long compactAt;
    private boolean lost;

    /** @param writable whether the ledger that these books are in takes anything new */
    Books(
            String show,
            long startingCredits,
            LedgerStore store,
            Supplier<Writer> writer,
            BooleanSupplier writable,
            Rewriting rewriting,
            long compactBytes) {
        super(startingCredits);
        this.show = show;
        this.store = store;
        this.writer = writer;
        this.writable = writable;
        this.rewriting = rewriting;
        this.compactBytes = compactBytes;
        this.compactAt = compactBytes;
    }

    /** Reads what the store has, on any one thread, before anything else is called. */
    void load(byte[] piece, boolean ofLog) {
        try {
            Batches.read(piece, this::apply);
        } catch (Refusal e) {
            throw new IllegalStateException("The books of '" + show + "' have an entry that cannot be read", e);
        }
        if (ofLog) {
            logBytes += piece.length;
        } else {
            compactAt += piece.length;
        }
    }

    void loaded(long lastBatch) {
        batch = lastBatch;
    }

    @Override
    protected void record(Entry entry) {
        unsent.add(entry);
    }

    /** Another node has them. */
    boolean isLost() {
        return lost;
    }

    @Override
    public boolean isDirty() {
        return !unsent.isEmpty() || !unanswered.isEmpty() || whole;
    }

    @Override
    public boolean isWritable() {
        return !lost && writable.getAsBoolean();
    }

    /** Sends what is unsent, and again what was not answered. */
    void send() {
        if (lost || sending != null) {
            return;
        }
        if (!whole && unsent.bytes() + waitingBytes() > WAITING_BYTES_MAX) {
            whole = true;
        }
        if (whole) {
            rewrite();
            return;
        }
        List<byte[]> made = unsent.take();
        unanswered.addAll(made);
        batch += made.size();
        if (unanswered.isEmpty()) {
            return;
        }
        Writer now = writer.get();
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        long number = batch - unanswered.size();
        for (byte[] each : unanswered) {
            number++;
            answers.add(store.append(show, now, number, each).toCompletableFuture());
        }
        sending = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream()
                        .mapToLong(CompletableFuture::join)
                        .filter(code -> code != LedgerScripts.OK)
                        .findFirst()
                        .orElse(LedgerScripts.OK));
    }

    private long waitingBytes() {
        return unanswered.stream().mapToLong(each -> each.length).sum();
    }

    private void rewrite() {
        if (replacing == null) {
            // What changes from here on is a batch after it.
            unanswered.clear();
            var unusedInTheBooks = unsent.take();
            replacingWhole = true;
            replacing = rewriting.start(show, writer.get(), entries(), batch, true);
        }
    }

    /** What an answer to {@link #send} is waited for with; done when none is awaited. */
    CompletableFuture<?> answer() {
        CompletableFuture<?> awaited = whole ? replacing : sending;
        return awaited == null ? CompletableFuture.completedFuture(null) : awaited.handle((code, failure) -> code);
    }

    /**
     * Reads the answers that have come.
     *
     * @return what failed, if anything did
     */
    @Nullable
    Throwable collect() {
        Throwable failure = null;
        CompletableFuture<Long> sent = sending;
        if (sent != null && sent.isDone()) {
            sending = null;
            failure = sent.isCompletedExceptionally() ? sent.exceptionNow() : appended(sent.join());
        }
        CompletableFuture<Rewriting.Outcome> replaced = replacing;
        if (replaced != null && replaced.isDone()) {
            replacing = null;
            Throwable failed =
                    replaced.isCompletedExceptionally() ? replaced.exceptionNow() : replaced(replaced.join());
            if (failed != null && replacingWhole) {
                failure = failed;
            } else if (failed != null) {
                LOG.warn("The log of the show '{}' goes on growing: {}", show, failed.toString());
                compactAt = logBytes + compactBytes;
            }
        }
        if (!isDirty()) {
            written();
        }
        return failure;
    }

    private @Nullable Throwable appended(long code) {
        if (code == LedgerScripts.OK) {
            logBytes += waitingBytes();
            unanswered.clear();
            return null;
        }
        if (code == LedgerScripts.FENCED) {
            lost = true;
            return null;
        }
        LOG.warn("Redis has forgotten a part of the show '{}'; it is written anew from here", show);
        whole = true;
        return new IllegalStateException("batches are missing");
    }

    private @Nullable Throwable replaced(Rewriting.Outcome outcome) {
        if (outcome.code() == LedgerScripts.FENCED) {
            lost = true;
        } else if (outcome.code() != LedgerScripts.OK) {
            return new IllegalStateException("the log is another one than it was");
        } else {
            compactAt = Math.max(compactBytes, outcome.bytes());
            if (replacingWhole) {
                whole = false;
                logBytes = 0;
            }
        }
        return null;
    }

    /** Begins to put the log into the base, when it is long enough and nothing is under way. */
    void compact() {
        if (logBytes < compactAt || replacing != null || whole || lost || isDirty()) {
            return;
        }
        Collection<Entry> all = entries();
        replacingWhole = false;
        logBytes = 0;
        replacing = rewriting.start(show, writer.get(), all, batch, false);
    }
}

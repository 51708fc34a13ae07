package dev.treecast.interaction.bus;

import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.interaction.show.Counters;
import dev.treecast.interaction.show.Services;
import dev.treecast.interaction.show.Settled;
import dev.treecast.interaction.show.Show;
import dev.treecast.interaction.show.TextHook;
import dev.treecast.interaction.show.Who;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The interaction bus: a show for each stream that has one.
 *
 * <p>Money, and who is banned or has voted, is said only after the ledger has it on disk. That happens in {@link #timeout}, for which {@link #nextDeadlineNs} then asks at once: an owner that
 * first makes all calls that wait, and then {@code timeout}, writes once for all of them. While the ledger cannot be written nothing is sold, and what waits
 * to be said waits on; everything else goes on.
 */
public final class InteractionBus implements Interaction {
    /** How often the ledger forgets what is older than a day. */
    private static final long FORGET_NS = 60_000_000_000L;

    // Given.
    private final BusOptions options;
    private final Identities identities;
    private final Ledger ledger;
    private final Services services;
    private final Settled settled;
    private final Books books;

    // State.
    private final Counters all = new Counters(null);
    private final Map<String, Show> shows = new LinkedHashMap<>();
    private final Deque<BusClient> waiting = new ArrayDeque<>();
    private final Map<String, Integer> clientsPerAddress = new HashMap<>();
    /** From where the viewer came who began a show; none for those that a game began. */
    private final Map<String, String> begunBy = new HashMap<>();

    private final Map<String, Integer> showsPerAddress = new HashMap<>();
    private int clients;
    private long lastNs = Long.MIN_VALUE;
    private long forgetNs = Long.MIN_VALUE;
    private boolean stopped;

    /**
     * @param ledger where money is kept; stays the caller's, who closes it
     * @param random a secure one: sessions' secrets come from it
     */
    public InteractionBus(
            BusOptions options, Identities identities, Ledger ledger, TextHook hook, RandomGenerator random) {
        this.options = options;
        this.identities = identities;
        this.ledger = ledger;
        settled = new Settled(ledger, this::goneElsewhere);
        books = new Books(ledger);
        services = new Services(options.show(), ledger, settled, hook, random, all);
    }

    @Override
    public Client connect(long nowNs, String stream, String address, SeenFrameClock clock, Outbox outbox) {
        lastNs = nowNs;
        BusClient client = new BusClient(this, stream, address, clock, outbox, nowNs + options.helloNs());
        clients++;
        int here = clientsPerAddress.merge(address, 1, Integer::sum);
        if (stopped) {
            client.end(ErrorCode.SHUTDOWN, "The server stops.", true);
        } else if (!Identifier.isValid(stream)) {
            client.end(ErrorCode.NOT_FOUND, "There is no such stream.", false);
        } else if (clients > options.clientsMax() || here > options.clientsPerAddressMax()) {
            all.drop(ErrorCode.LIMIT);
            client.end(ErrorCode.LIMIT, "Too many are connected.", true);
        } else {
            waiting.addLast(client);
        }
        return client;
    }

    void left(String address) {
        clients--;
        decrement(clientsPerAddress, address);
    }

    /** The show of a stream, for a game. */
    Show show(long nowNs, String stream) throws Refusal {
        Show show = shows.get(stream);
        return show == null ? begin(nowNs, stream) : show;
    }

    /** The show of a stream, for a viewer, who may have to begin it. */
    Show show(long nowNs, String stream, String address) throws Refusal {
        Show show = shows.get(stream);
        if (show == null) {
            if (showsPerAddress.getOrDefault(address, 0) >= options.showsPerAddressMax()) {
                ledger.leave(stream);
                throw new Refusal(ErrorCode.LIMIT, "Your address waits for as many games as it may.");
            }
            show = begin(nowNs, stream);
            showsPerAddress.merge(address, 1, Integer::sum);
            begunBy.put(stream, address);
        }
        return show;
    }

    private Show begin(long nowNs, String stream) throws Refusal {
        if (shows.size() >= options.showsMax()) {
            throw new Refusal(ErrorCode.LIMIT, "This server has as many shows as it may have.");
        }
        Show show = new Show(nowNs, stream, services);
        shows.put(stream, show);
        if (books.begin(nowNs, stream)) {
            show.restore(nowNs);
        }
        return show;
    }

    /** Whether a show can begin, or has begun: its books are here, or have been waited for. Otherwise the client's {@link BusClient#again} is called soon. */
    boolean mayEnter(long nowNs, String stream, BusClient client) {
        return shows.containsKey(stream) || shows.size() >= options.showsMax() || books.mayBegin(nowNs, stream, client);
    }

    @Override
    public void leave(long nowNs, String stream) {
        ledger.abandon(stream);
        goneElsewhere(nowNs, stream);
    }

    private void goneElsewhere(long nowNs, String stream) {
        Show show = shows.get(stream);
        if (show != null) {
            show.shutdown(nowNs, "The show goes on elsewhere.");
            remove(stream);
        }
    }

    private void remove(String stream) {
        shows.remove(stream);
        books.end(stream);
        String address = begunBy.remove(stream);
        if (address != null) {
            decrement(showsPerAddress, address);
        }
    }

    private static void decrement(Map<String, Integer> counts, String address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    Counters all() {
        return all;
    }

    /** Whom a viewer's token names. */
    Who viewer(String stream, String token, String address) throws Refusal {
        Identity identity = read(stream, token, address);
        if (identity.roles().equals(Set.of(Role.GAME))) {
            throw new Refusal(ErrorCode.UNAUTHORIZED, "This token is for a game.");
        }
        return who(identity);
    }

    Who game(String stream, String token, String address) throws Refusal {
        Identity identity = read(stream, token, address);
        if (!identity.roles().contains(Role.GAME)) {
            throw new Refusal(ErrorCode.UNAUTHORIZED, "This token does not have the role 'game'.");
        }
        return who(identity);
    }

    private Identity read(String stream, String token, String address) throws Refusal {
        try {
            return identities.read(stream, token, address);
        } catch (Identities.Unauthorized e) {
            String message = e.getMessage();
            throw new Refusal(ErrorCode.UNAUTHORIZED, message == null ? "The token says nothing here." : message);
        }
    }

    private static Who who(Identity identity) throws Refusal {
        String id = identity.subject();
        boolean printable = !id.isEmpty() && id.length() <= 64 && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (!printable || id.startsWith(Who.ANONYMOUS_PREFIX)) {
            throw new Refusal(
                    ErrorCode.UNAUTHORIZED, "A token's subject is 1 to 64 visible ASCII characters, and not anon-…");
        }
        // A name frame has a byte for its length, and a character up to four bytes.
        String name = identity.name()
                .codePoints()
                .limit(50)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        Set<String> roles = identity.roles().stream().map(Role::text).collect(Collectors.toSet());
        return new Who(id, name.isBlank() ? id : name, false, roles);
    }

    @Override
    public void folded(long nowNs, String stream, Map<Integer, Summary> summaries) {
        lastNs = nowNs;
        Show show = shows.get(stream);
        if (show != null) {
            show.folded(nowNs, summaries);
        }
    }

    @Override
    public long nextDeadlineNs() {
        while (!waiting.isEmpty() && !waiting.getFirst().isWaiting()) {
            waiting.removeFirst();
        }
        long next = settled.nextDeadlineNs(lastNs);
        if (next <= lastNs) {
            return next;
        }
        next = waiting.isEmpty() ? next : Math.min(next, waiting.getFirst().deadlineNs());
        next = Math.min(next, books.nextDeadlineNs());
        Purchase expiring = ledger.firstToExpire();
        if (expiring != null) {
            next = Math.min(next, options.show().nowNs(expiring.expiresUs()));
        }
        for (Show show : shows.values()) {
            next = Math.min(next, show.nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void timeout(long nowNs) {
        lastNs = nowNs;
        while (!waiting.isEmpty()
                && (!waiting.getFirst().isWaiting() || waiting.getFirst().deadlineNs() <= nowNs)) {
            BusClient first = waiting.removeFirst();
            if (first.isWaiting()) {
                first.end(ErrorCode.MALFORMED, "No hello came within 5 s.", true);
            }
        }
        books.timeout(nowNs, stream -> {
            Show show = shows.get(stream);
            if (show != null) {
                show.restore(nowNs);
            }
        });
        expire(nowNs);
        List<String> idle = new ArrayList<>();
        shows.forEach((stream, show) -> {
            if (show.nextDeadlineNs() <= nowNs) {
                show.timeout(nowNs);
            }
            if (show.isIdle()) {
                idle.add(stream);
            }
        });
        idle.forEach(stream -> {
            ledger.leave(stream);
            remove(stream);
        });
        if (forgetNs <= nowNs) {
            forgetNs = nowNs + FORGET_NS;
            ledger.forget(options.show().timeUs(nowNs));
        }
        settled.settle(nowNs);
    }

    private void expire(long nowNs) {
        long nowUs = options.show().timeUs(nowNs);
        for (Purchase next = ledger.firstToExpire();
                next != null && next.expiresUs() <= nowUs;
                next = ledger.firstToExpire()) {
            Purchase voided = ledger.release(
                    next.show(), next.id(), "unavailable", "The game did not answer in time.", -1, nowUs);
            Show show = shows.get(next.show());
            if (voided != null && show != null) {
                show.expired(voided);
            }
        }
    }

    @Override
    public void shutdown(long nowNs) {
        stopped = true;
        settled.settle(nowNs);
        waiting.forEach(client -> client.end(ErrorCode.SHUTDOWN, "The server stops.", true));
        waiting.clear();
        shows.values().forEach(show -> show.shutdown(nowNs, "The server stops."));
        settled.settle(nowNs);
    }

    @Override
    public String stateJson(long nowNs, String stream) {
        Show show = shows.get(stream);
        return show == null ? "{}" : show.state().toString();
    }

    @Override
    public InteractionCounters counters() {
        int viewers = shows.values().stream().mapToInt(Show::viewerCount).sum();
        int games = (int) shows.values().stream().filter(Show::hasGame).count();
        return new InteractionCounters(
                shows.size(),
                viewers,
                games,
                all.received(),
                0,
                0,
                all.merged(),
                all.sampled(),
                all.dropped(),
                all.textsUnchecked(),
                ledger.isWritable(),
                ledger.failures());
    }
}

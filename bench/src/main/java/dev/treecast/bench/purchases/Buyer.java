package dev.treecast.bench.purchases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.socket.InteractionSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A viewer who buys: two orders at a time at most, each repeated under its key on every new connection until its end is known, and now and then for no reason at
 * all. When the connection breaks it comes back by itself. Its tasks run one after the other, each on a thread of its own.
 */
final class Buyer {
    /** Orders whose end it waits for at one time. */
    private static final int OPEN_MAX = 2;

    /** 8 intents a second: below the 10 that the protocol allows. */
    private static final long PACE_NS = 125_000_000;

    /** Before an intent is said again that was refused because there is no game yet. */
    private static final long RETRY_NS = 300_000_000;

    /** Before the next attempt to connect: as long, and up to twice as long. */
    private static final int COME_BACK_MS = 150;

    /** One intent in ten is said again though nobody asked. */
    private static final int REPEAT_ONE_IN = 10;

    /** How long it waits for a message when it has nothing to say. */
    private static final long IDLE_NS = 1_000_000_000;

    private static final long UNKNOWN = -1;

    // Given.
    private final HttpClient http;
    private final URI server;
    private final String stream;
    private final String principal;
    private final String token;
    private final SplittableRandom random;
    private final AtomicInteger finished;

    // Owned.
    private final Map<String, Order> orders = new LinkedHashMap<>();

    private final Set<String> said = new HashSet<>();
    private final Set<Order> answered = new HashSet<>();
    private final Map<String, Integer> errors = new HashMap<>();

    // State.
    private long balance = UNKNOWN;
    private int intents;
    private int repeats;
    private int refusals;
    private int connections;
    private long sendNs;

    /**
     * @param token that names it
     * @param wanted how many orders
     * @param finished counts orders whose end is known
     */
    Buyer(
            HttpClient http,
            URI server,
            String stream,
            String principal,
            String token,
            int wanted,
            long seed,
            AtomicInteger finished) {
        this.http = http;
        this.server = server;
        this.stream = stream;
        this.principal = principal;
        this.token = token;
        this.random = new SplittableRandom(seed);
        this.finished = finished;
        for (int i = 0; i < wanted; i++) {
            String key = principal + "-key-" + i;
            orders.put(key, new Order(principal, key, random.nextBoolean() ? Wares.HEAL : Wares.SAY));
        }
    }

    /** Buys until the end of every order is known, or it is interrupted. */
    void buy() {
        converse(OPEN_MAX, order -> order.state().isFinal());
    }

    /** Comes once more, asks for the state of every order, and looks at its balance. */
    void review() {
        balance = UNKNOWN;
        answered.clear();
        converse(orders.size(), answered::contains);
    }

    /** @param window orders that it asks about at one time */
    private void converse(int window, Predicate<Order> done) {
        try {
            while (true) {
                try (InteractionSocket line = InteractionSocket.connect(http, server, stream, unused -> {})) {
                    connections++;
                    talk(line, window, done);
                    return;
                } catch (IOException e) {
                    TimeUnit.MILLISECONDS.sleep(COME_BACK_MS + random.nextInt(COME_BACK_MS));
                }
            }
        } catch (InterruptedException e) {
            // The run is over; what is not known by now is lost.
            Thread.currentThread().interrupt();
        }
    }

    private void talk(InteractionSocket line, int window, Predicate<Order> done)
            throws IOException, InterruptedException {
        line.send("{\"type\":\"hello\",\"version\":1,\"role\":\"viewer\",\"token\":\"" + token
                + "\",\"client\":\"treecast bench\"}");
        List<Order> left = new ArrayList<>(orders.values());
        Map<Order, Long> sayNs = new HashMap<>();
        while (true) {
            left.removeIf(done);
            if (left.isEmpty() && balance != UNKNOWN) {
                return;
            }
            long nowNs = System.nanoTime();
            long nextNs = nowNs + IDLE_NS;
            for (Order order : left.subList(0, Math.min(window, left.size()))) {
                long dueNs = Math.max(sendNs, sayNs.computeIfAbsent(order, first -> nowNs));
                if (dueNs <= nowNs) {
                    say(line, order);
                    sendNs = nowNs + PACE_NS;
                    sayNs.put(order, random.nextInt(REPEAT_ONE_IN) == 0 ? nowNs : Long.MAX_VALUE);
                } else {
                    nextNs = Math.min(nextNs, dueNs);
                }
            }
            JsonNode message = line.next(nextNs - nowNs);
            if (message != null) {
                Order refused = hear(message);
                if (refused != null) {
                    sayNs.put(refused, System.nanoTime() + RETRY_NS);
                }
            }
        }
    }

    private void say(InteractionSocket line, Order order) throws IOException, InterruptedException {
        intents++;
        repeats += said.add(order.key()) ? 0 : 1;
        String text = order.wares() == Wares.SAY ? "\",\"text\":\"" + order.key() : "";
        line.send("{\"type\":\"intent\",\"key\":\"" + order.key() + "\",\"control\":\""
                + order.wares().control() + text + "\"}");
    }

    /** @return the order of which no purchase came yet */
    private @Nullable Order hear(JsonNode message) {
        String type = message.path("type").asText();
        switch (type) {
            case "welcome" -> balance = message.path("balance").asLong();
            case "hold", "capture", "void" -> {
                Order order = orders.get(message.path("key").asText());
                if (order == null) {
                    errors.merge("unknown key", 1, Integer::sum);
                } else {
                    return told(order, type, message.path("purchase").asText());
                }
            }
            // Whatever a bye says, the connection ends behind it.
            case "error" -> errors.merge(message.path("code").asText(), 1, Integer::sum);
            default -> {}
        }
        return null;
    }

    private @Nullable Order told(Order order, String type, String purchase) {
        answered.add(order);
        if (purchase.isEmpty()) {
            refusals++;
            order.heardOfNone();
            return order;
        }
        boolean before = order.state().isFinal();
        order.heard(
                switch (type) {
                    case "hold" -> Order.State.HELD;
                    case "capture" -> Order.State.CAPTURED;
                    default -> Order.State.VOIDED;
                },
                purchase);
        if (!before && order.state().isFinal()) {
            finished.incrementAndGet();
        }
        return null;
    }

    String principal() {
        return principal;
    }

    Collection<Order> orders() {
        return List.copyOf(orders.values());
    }

    /** What the last welcome said; −1 before the first. */
    long balance() {
        return balance;
    }

    /** Intents that it has said, and of these {@link #repeats}. */
    int intents() {
        return intents;
    }

    int repeats() {
        return repeats;
    }

    /** Answers that no purchase came of an intent; it was said again then. */
    int refusals() {
        return refusals;
    }

    int connections() {
        return connections;
    }

    /** Messages that should not have come, by code. */
    Map<String, Integer> errors() {
        return Map.copyOf(errors);
    }
}

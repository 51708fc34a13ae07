package dev.treecast.webrtc.simulation;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Simulated time and the datagrams in flight. One thread runs everything: {@link #runFor} takes the next event (an arrival, a deadline of
 * a session, a task) in the order of time, then of creation, so that a seed replays to the byte.
 */
public final class SimulatedNetwork {

    private record Event(long atNs, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<InetSocketAddress, SimulatedLoop> sockets = new HashMap<>();
    private final Map<InetSocketAddress, PathConditions> from = new HashMap<>();
    private final SplittableRandom random;
    private PathConditions standard = PathConditions.clean();
    private long nowNs = 1_000_000_000;
    private long orders;

    /** How many datagrams were sent, and how many of them got lost. */
    public long sent;

    public long lost;

    public SimulatedNetwork(long seed) {
        random = new SplittableRandom(seed);
    }

    public long nowNs() {
        return nowNs;
    }

    /** Conditions for datagrams from every address that has none of its own. */
    public void conditions(PathConditions conditions) {
        standard = conditions;
    }

    /** Conditions for datagrams that this address sends. */
    public void conditionsFrom(InetSocketAddress address, PathConditions conditions) {
        from.put(address, conditions);
    }

    /** A loop with a socket at this address. */
    public SimulatedLoop loop(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        SimulatedLoop loop = new SimulatedLoop(this, address);
        sockets.put(address, loop);
        return loop;
    }

    /** The same loop answers at another address from now on; its old one is dead: a viewer who changes networks. */
    public void move(SimulatedLoop loop, InetSocketAddress to) {
        sockets.remove(loop.address());
        loop.moved(to);
        sockets.put(to, loop);
    }

    void transmit(InetSocketAddress source, InetSocketAddress target, byte[] data, int offset, int length) {
        PathConditions path = from.getOrDefault(source, standard);
        sent++;
        if (random.nextDouble() < path.loss()) {
            lost++;
            return;
        }
        int copies = random.nextDouble() < path.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            byte[] copy = java.util.Arrays.copyOfRange(data, offset, offset + length);
            long jitterNs = path.jitterNs() > 0 ? random.nextLong(path.jitterNs()) : 0;
            at(nowNs + path.delayNs() + jitterNs, () -> {
                SimulatedLoop loop = sockets.get(target);
                if (loop != null) {
                    loop.arrive(source, copy);
                }
            });
        }
    }

    /** Runs an action at a time. */
    public void at(long atNs, Runnable action) {
        events.add(new Event(Math.max(atNs, nowNs), orders++, action));
    }

    /** Lets this much time pass. */
    public void runFor(long durationNs) {
        runUntil(() -> false, durationNs);
    }

    /** Lets time pass until a condition holds; false when it did not within the limit. */
    public boolean runUntil(BooleanSupplier condition, long limitNs) {
        long endNs = nowNs + limitNs;
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.atNs() > endNs) {
                nowNs = endNs;
                return condition.getAsBoolean();
            }
            events.poll();
            nowNs = next.atNs();
            next.action().run();
        }
        return true;
    }
}

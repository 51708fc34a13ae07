package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.MILLISECOND;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongConsumer;

/** A tiny seeded network in memory: loses, delays (and so reorders) and duplicates datagrams. */
final class IceNetwork {
    interface Receiver {
        void receive(long nowNs, InetSocketAddress from, byte[] data);
    }

    private record Datagram(long atNs, long order, LongConsumer arrival) {}

    private final Map<InetSocketAddress, Receiver> hosts = new HashMap<>();
    private final PriorityQueue<Datagram> inFlight;
    private final Random random;
    private final double loss;
    private final double duplication;
    private long order;

    IceNetwork(long seed, double loss, double duplication, long startNs) {
        random = new Random(seed);
        this.loss = loss;
        this.duplication = duplication;
        inFlight = new PriorityQueue<>((a, b) ->
                a.atNs == b.atNs ? Long.compare(a.order, b.order) : Long.compare(a.atNs - startNs, b.atNs - startNs));
    }

    void attach(InetSocketAddress address, Receiver receiver) {
        hosts.put(address, receiver);
    }

    void detach(InetSocketAddress address) {
        hosts.remove(address);
    }

    void send(long nowNs, InetSocketAddress from, InetSocketAddress to, byte[] data) {
        int copies = random.nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= loss) {
                long delayNs = (10 + random.nextInt(190)) * MILLISECOND;
                inFlight.add(new Datagram(nowNs + delayNs, order++, atNs -> arrive(atNs, from, to, data)));
            }
        }
    }

    /** When the next datagram arrives, or {@link Long#MAX_VALUE}. */
    long nextNs() {
        Datagram next = inFlight.peek();
        return next == null ? Long.MAX_VALUE : next.atNs;
    }

    void deliver(long nowNs) {
        while (!inFlight.isEmpty() && inFlight.element().atNs - nowNs <= 0) {
            inFlight.remove().arrival.accept(nowNs);
        }
    }

    private void arrive(long nowNs, InetSocketAddress from, InetSocketAddress to, byte[] data) {
        Receiver receiver = hosts.get(to);
        if (receiver != null) {
            receiver.receive(nowNs, from, data);
        }
    }
}

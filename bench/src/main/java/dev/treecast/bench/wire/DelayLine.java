package dev.treecast.bench.wire;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way, in the order in which they come out. Holds {@link #PACKETS_MAX} at most: 50 Mbit/s of full packets for two seconds are
 * 8,300, of packets of 100 bytes 125,000.
 */
final class DelayLine {
    static final int PACKETS_MAX = 1 << 16;

    /** A TUN device's MTU is 1500. */
    private static final int BYTES_MAX = 2_048;

    /** A packet and when it is due. */
    static final class Packet {
        final byte[] bytes = new byte[BYTES_MAX];
        int length;
        long dueNs;
        private long order;
    }

    private final PriorityQueue<Packet> waiting = new PriorityQueue<>(
            Comparator.<Packet>comparingLong(packet -> packet.dueNs).thenComparingLong(packet -> packet.order));
    private final ArrayDeque<Packet> free = new ArrayDeque<>();
    private long orders;

    /** Copies a packet in; false when it is full, or the packet too long. */
    boolean put(byte[] bytes, int length, long dueNs) {
        if (waiting.size() >= PACKETS_MAX || length > BYTES_MAX) {
            return false;
        }
        Packet packet = free.isEmpty() ? new Packet() : free.pop();
        System.arraycopy(bytes, 0, packet.bytes, 0, length);
        packet.length = length;
        packet.dueNs = dueNs;
        packet.order = orders++;
        waiting.add(packet);
        return true;
    }

    /** The next packet that is due; null when there is none. Give it back with {@link #release}. */
    @Nullable
    Packet poll(long nowNs) {
        Packet next = waiting.peek();
        return next == null || next.dueNs > nowNs ? null : waiting.poll();
    }

    void release(Packet packet) {
        free.push(packet);
    }

    /** When the next one is due; {@code Long.MAX_VALUE} when there is none. */
    long nextDueNs() {
        Packet next = waiting.peek();
        return next == null ? Long.MAX_VALUE : next.dueNs;
    }
}

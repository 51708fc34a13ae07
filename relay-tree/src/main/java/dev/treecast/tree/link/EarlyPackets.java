package dev.treecast.tree.link;

import dev.treecast.webrtc.rtp.RtpPacket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Packets of streams that nobody takes yet. A parent's first packets overtake the message that says what they are, and SRTP takes a packet once, so they
 * cannot be asked for again.
 */
final class EarlyPackets {
    /** What a ring of video may send at once. */
    private static final int PACKETS_MAX = 2_048;

    /** Many times what a message takes that is sent again. */
    private static final long AGE_NS_MAX = 1_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Early(long arrivedNs, byte[] data) {}

    /** Takes what it was waiting for. */
    interface Taker {
        /** @return whether the packet is its own; else it is kept */
        boolean take(long arrivedNs, RtpPacket packet);
    }

    private final Deque<Early> packets = new ArrayDeque<>();

    void add(long nowNs, byte[] data, int offset, int length) {
        packets.add(new Early(nowNs, Arrays.copyOfRange(data, offset, offset + length)));
        if (packets.size() > PACKETS_MAX) {
            packets.removeFirst();
        }
    }

    void handOver(long nowNs, Taker taker) {
        for (Early each : List.copyOf(packets)) {
            RtpPacket came = new RtpPacket();
            if (nowNs - each.arrivedNs < AGE_NS_MAX
                    && came.wrap(each.data, 0, each.data.length)
                    && taker.take(each.arrivedNs, came)) {
                packets.remove(each);
            }
        }
    }
}

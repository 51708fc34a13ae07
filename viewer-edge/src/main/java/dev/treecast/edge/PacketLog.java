package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a stream in the order in which they came, all tracks, counted from 0: what the fan-out walks along. Bounded: whoever is
 * further behind than it is long has lost what fell out.
 */
final class PacketLog {
    /** 1.5 s of 5 Mbit/s; references only, the rings hold the same packets. */
    private static final int CAPACITY = 1_024;

    private final @Nullable MediaPacket[] packets = new @Nullable MediaPacket[CAPACITY];
    private long end;

    void add(MediaPacket packet) {
        packets[(int) end & (CAPACITY - 1)] = packet;
        end++;
    }

    /** The place of the oldest packet that is kept. */
    long start() {
        return Math.max(0, end - CAPACITY);
    }

    /** The place of the next packet to come. */
    long end() {
        return end;
    }

    /** The packet at a place from {@link #start} to before {@link #end}. */
    MediaPacket get(long index) {
        MediaPacket packet = packets[(int) index & (CAPACITY - 1)];
        if (packet == null || index < start() || index >= end) {
            throw new IndexOutOfBoundsException("packet " + index + " of " + start() + " to " + end);
        }
        return packet;
    }
}

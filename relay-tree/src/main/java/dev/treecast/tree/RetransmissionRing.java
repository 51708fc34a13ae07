package dev.treecast.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest packets of one track by sequence number, for retransmission and for viewers that start in the middle of a picture group. One
 * per track and loop, however many viewers there are. Reordered and recovered packets find their place; what is older than the ring is
 * long is not kept.
 */
public final class RetransmissionRing {
    private final @Nullable MediaPacket[] slots;
    private long newest = Long.MIN_VALUE;
    private long keyframe = Long.MIN_VALUE;
    private long keyframeTimestamp;

    /**
     * @param capacity packets, a power of two. 2,048 hold 2 s of video at 10 Mbit/s (1,040 packets/s): repairs later than that come too
     *     late for anybody. 256 hold 5 s of 20 ms audio
     */
    public RetransmissionRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two, not " + capacity);
        }
        slots = new MediaPacket[capacity];
    }

    /** Keeps a packet under the number it goes out with. False when it is too old, or already there. */
    public boolean put(long sequence, MediaPacket packet) {
        if (newest != Long.MIN_VALUE && sequence <= newest - slots.length) {
            return false;
        }
        if (newest == Long.MIN_VALUE) {
            newest = sequence;
        } else if (sequence > newest) {
            // Slots of numbers that were skipped hold packets of a round ago.
            long gap = Math.min(sequence - newest - 1, slots.length);
            for (long skipped = sequence - gap; skipped < sequence; skipped++) {
                slots[slot(skipped)] = null;
            }
            newest = sequence;
        } else if (slots[slot(sequence)] != null) {
            return false;
        }
        slots[slot(sequence)] = packet;
        if (packet.startsKeyframe()) {
            noteKeyframe(sequence, packet.timestamp());
        }
        return true;
    }

    /** H264 may begin a keyframe more than once (parameter sets, then the picture): the first packet of a timestamp is the start. */
    private void noteKeyframe(long sequence, long timestamp) {
        boolean sameFrame = keyframe != Long.MIN_VALUE && timestamp == keyframeTimestamp;
        if (sameFrame ? sequence < keyframe : sequence > keyframe) {
            keyframe = sequence;
            keyframeTimestamp = timestamp;
        }
    }

    /** The packet with this number, or null when it never came or is too old. */
    public @Nullable MediaPacket get(long sequence) {
        if (sequence > newest || sequence <= newest - slots.length) {
            return null;
        }
        return slots[slot(sequence)];
    }

    /** Whether a packet belongs to the newest keyframe. */
    public boolean isKeyframe(MediaPacket packet) {
        return keyframe != Long.MIN_VALUE && packet.timestamp() == keyframeTimestamp;
    }

    /** The highest number kept; {@link Long#MIN_VALUE} when empty. */
    public long newest() {
        return newest;
    }

    /** The number of the first packet of the newest keyframe; {@link Long#MIN_VALUE} when the ring holds none. */
    public long keyframe() {
        return keyframe > newest - slots.length ? keyframe : Long.MIN_VALUE;
    }

    /** Forgets everything: the numbers that follow belong to another source. */
    public void clear() {
        Arrays.fill(slots, null);
        newest = Long.MIN_VALUE;
        keyframe = Long.MIN_VALUE;
    }

    private int slot(long sequence) {
        return (int) sequence & (slots.length - 1);
    }
}

package dev.treecast.tree;

import org.jspecify.annotations.Nullable;

/**
 * The newest packets of one track by sequence number, for retransmission and for viewers that start in the middle of a picture group. One
 * per track and loop, however many viewers there are. Reordered and recovered packets find their place; what is older than the ring is
 * long is not kept.
 *
 * <p>Packets are copied into memory that the ring uses again and again. Kept as they came, seconds old when they die, they would be what the collector
 * copies from generation to generation: 60 to 126 ms a pause with 30 streams (docs/decisions/0002).
 */
public final class RetransmissionRing {
    private final @Nullable KeptPacket[] slots;
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
        slots = new @Nullable KeptPacket[capacity];
    }

    /** How many packets it holds. */
    public int capacity() {
        return slots.length;
    }

    /** Keeps a packet under its number: where it now lies, or null when it is too old or already there. */
    public @Nullable KeptPacket put(MediaPacket packet) {
        long sequence = packet.sequence();
        if (newest != Long.MIN_VALUE && sequence <= newest - slots.length) {
            return null;
        }
        if (sequence > newest) {
            newest = sequence; // Slots of numbers that are skipped hold packets of a round ago, as their own numbers
            // tell.
        } else if (get(sequence) != null) {
            return null;
        }
        KeptPacket slot = slots[slot(sequence)];
        if (slot == null) {
            slot = new KeptPacket();
            slots[slot(sequence)] = slot;
        }
        slot.copyOf(packet);
        if (packet.startsKeyframe()) {
            noteKeyframe(sequence, packet.timestamp());
        }
        return slot;
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
    public @Nullable KeptPacket get(long sequence) {
        if (sequence > newest || sequence <= newest - slots.length) {
            return null;
        }
        KeptPacket slot = slots[slot(sequence)];
        return slot != null && slot.sequence() == sequence ? slot : null;
    }

    /** Whether a packet belongs to the newest keyframe. */
    public boolean isKeyframe(KeptPacket packet) {
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

    private int slot(long sequence) {
        return (int) sequence & (slots.length - 1);
    }
}

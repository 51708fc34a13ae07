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
    /** Whose packets are shown; null where they are its own. */
    private final @Nullable RetransmissionRing source;

    private long newest = Long.MIN_VALUE;
    private long keyframe = Long.MIN_VALUE;
    private long keyframeTimestamp;

    /**
     * @param capacity packets, a power of two. 2,048 hold 2 s of video at 10 Mbit/s (1,040 packets/s): repairs later than that come too
     *     late for anybody. 256 hold 5 s of 20 ms audio
     */
    public RetransmissionRing(int capacity) {
        this(capacity, null);
    }

    /** A ring of packets of another one under other numbers: it shares that one's memory, and keeps none longer. */
    public static RetransmissionRing of(RetransmissionRing source, int capacity) {
        return new RetransmissionRing(capacity, source);
    }

    private RetransmissionRing(int capacity, @Nullable RetransmissionRing source) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two, not " + capacity);
        }
        this.slots = new @Nullable KeptPacket[capacity];
        this.source = source;
    }

    /** How many packets it holds. */
    public int capacity() {
        return slots.length;
    }

    /** Keeps a packet under its number: where it now lies, or null when it is too old or already there. */
    public @Nullable KeptPacket put(MediaPacket packet) {
        KeptPacket slot = free(packet.sequence());
        if (slot != null) {
            slot.copyOf(packet);
            put(slot);
        }
        return slot;
    }

    /**
     * Shows a packet that has just been put into the source.
     *
     * @param sequence its number here
     * @param marker its marker bit here
     * @return where it lies; null when that number is too old, or there already
     */
    public @Nullable KeptPacket put(KeptPacket original, long sequence, boolean marker) {
        KeptPacket slot = free(sequence);
        if (slot != null) {
            slot.viewOf(original, sequence, marker, original.payloadLength());
            put(slot);
        }
        return slot;
    }

    /** Keeps a packet without payload under a number that has turned out to be nobody's, at the time of another packet. */
    public @Nullable KeptPacket putEmpty(KeptPacket original, long sequence) {
        KeptPacket slot = free(sequence);
        if (slot != null) {
            slot.viewOf(original, sequence, false, 0);
        }
        return slot;
    }

    /** Where a packet of a number is to lie; null when it is too old, or there already. */
    private @Nullable KeptPacket free(long sequence) {
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
        return slot;
    }

    private void put(KeptPacket slot) {
        if (slot.startsKeyframe()) {
            noteKeyframe(slot.sequence(), slot.timestamp());
        }
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
        return slot != null && slot.sequence() == sequence && isWhole(slot) ? slot : null;
    }

    /** Whether the memory that it shows is still that packet's. */
    private boolean isWhole(KeptPacket slot) {
        return source == null || source.get(slot.originalSequence()) != null;
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

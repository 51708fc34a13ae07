package dev.treecast.webrtc.srtp;

/**
 * Which packet indices of one synchronization source were used: the highest, and a bit for each of the last so many.
 * The receiver's replay list (RFC 3711, section 3.3.2) and the sender's guard against using a nonce twice (RFC 7714,
 * section 8.4).
 */
final class PacketWindow {

    /** Past every 48-bit index: {@link #guess} found none that could be meant. */
    static final long NONE = -1;

    private static final int SEQUENCE_NUMBERS = 1 << 16;

    private final long[] bits;
    private final int mask;
    private long highest = NONE;

    PacketWindow(int packets) {
        this.bits = new long[packets >>> 6];
        this.mask = packets - 1;
    }

    /** The highest index marked, or {@link #NONE}. */
    long highest() {
        return highest;
    }

    /**
     * The index that a sequence number means: of the three candidate rollover counters the one that is nearest to the
     * highest index so far (RFC 3711, section 3.3.1, appendix A). {@link #NONE} where that lies before the start.
     */
    long guess(int sequenceNumber) {
        if (highest == NONE) {
            return sequenceNumber;
        }
        long candidate = (highest & -SEQUENCE_NUMBERS) | sequenceNumber;
        long distance = candidate - highest;
        if (distance > SEQUENCE_NUMBERS / 2) {
            candidate -= SEQUENCE_NUMBERS;
        } else if (distance < -SEQUENCE_NUMBERS / 2) {
            candidate += SEQUENCE_NUMBERS;
        }
        return candidate < 0 ? NONE : candidate;
    }

    /** True for an index that was marked, and for one so old that nobody knows. */
    boolean isUsedOrTooOld(long index) {
        return index <= highest && (isTooOld(index) || bit(index));
    }

    /** True for an index that was certainly marked. */
    boolean isUsed(long index) {
        return index <= highest && !isTooOld(index) && bit(index);
    }

    /** Marks an index that {@link #isUsedOrTooOld} said no to. */
    void mark(long index) {
        if (index > highest) {
            clearBetween(index);
            highest = index;
        }
        bits[word(index)] |= 1L << index;
    }

    private boolean isTooOld(long index) {
        return index <= highest - (mask + 1);
    }

    private boolean bit(long index) {
        return (bits[word(index)] & (1L << index)) != 0;
    }

    /** The ring's slots that the window moves over hold bits of indices that fell out of it. */
    private void clearBetween(long index) {
        long from = Math.max(highest + 1, index - mask);
        for (long i = from; i <= index; i++) {
            bits[word(i)] &= ~(1L << i);
        }
    }

    private int word(long index) {
        return ((int) index & mask) >>> 6;
    }
}

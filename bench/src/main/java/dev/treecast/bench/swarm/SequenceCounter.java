package dev.treecast.bench.swarm;

/**
 * Counts the packets of one RTP stream by their sequence numbers, which stand in the clear: how many there should have been, and how many
 * there were. A packet counts once however often and in whatever order it comes, as long as it is not further back than {@link #WINDOW}.
 * Single owner; allocates nothing per packet.
 */
final class SequenceCounter {
    /** How far back a packet may come, in packets: 4 s of the clip, more than any retransmission takes. */
    static final int WINDOW = 1_024;

    private final long[] seen = new long[WINDOW / Long.SIZE];

    private boolean started;
    private long base;
    private long highest;
    private long received;
    private long duplicates;
    private long reordered;
    private long tooLate;

    /** Takes a packet in; the number is 0 to 65535. */
    void add(int sequenceNumber) {
        if (!started) {
            started = true;
            base = sequenceNumber;
            highest = sequenceNumber;
            mark(highest);
            received = 1;
            return;
        }
        long sequence = highest + (short) (sequenceNumber - (int) highest);
        if (sequence > highest) {
            advance(sequence);
            received++;
        } else if (sequence < base) {
            // From before the first that came: what the counting began with is what it is measured by.
            tooLate++;
        } else if (sequence <= highest - WINDOW) {
            tooLate++;
        } else if (marked(sequence)) {
            duplicates++;
        } else {
            mark(sequence);
            reordered++;
            received++;
        }
    }

    private void advance(long sequence) {
        if (sequence - highest >= WINDOW) {
            java.util.Arrays.fill(seen, 0);
        } else {
            for (long gap = highest + 1; gap < sequence; gap++) {
                seen[word(gap)] &= ~bit(gap);
            }
        }
        highest = sequence;
        mark(sequence);
    }

    private void mark(long sequence) {
        seen[word(sequence)] |= bit(sequence);
    }

    private boolean marked(long sequence) {
        return (seen[word(sequence)] & bit(sequence)) != 0;
    }

    private static int word(long sequence) {
        return (int) (sequence & WINDOW - 1) / Long.SIZE;
    }

    private static long bit(long sequence) {
        return 1L << (sequence & Long.SIZE - 1);
    }

    /** From the first packet to the highest, both included. */
    long expected() {
        return started ? highest - base + 1 : 0;
    }

    /** Different packets that came. */
    long received() {
        return received;
    }

    long duplicates() {
        return duplicates;
    }

    /** Packets that came after a later one. */
    long reordered() {
        return reordered;
    }

    /** Packets too far back to say whether they had been there; they are not counted as received. */
    long tooLate() {
        return tooLate;
    }
}

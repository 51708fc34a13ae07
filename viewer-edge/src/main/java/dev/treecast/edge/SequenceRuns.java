package dev.treecast.edge;

import java.util.random.RandomGenerator;

/**
 * The sequence numbers that one viewer sees of one medium: runs of packets of one layer that follow each other, each with its distance to the
 * layer's own numbers. A viewer that is sent everything has one run; packets left out, or another layer, begin another, so that its numbers
 * have no gap and it asks for nothing that was withheld. About 300 bytes a viewer, however many packets there were.
 *
 * <p>A viewer's numbers begin in the lower half of the range, whatever the stream has come to: SRTP's receiver takes the first packet it gets
 * for rollover 0, so one that lost the packets before a wrap, of all things while its handshake ended, would never decrypt anything (RFC 3711
 * section 3.3.1).
 */
final class SequenceRuns {
    /** "No such packet": it was withheld, never sent, or belongs to a run that is forgotten. */
    static final long NONE = Long.MIN_VALUE;

    /** Recovered packets from before the first one must not fall below 0. */
    private static final int FIRST_MIN = 4_096;

    private static final int FIRST_MAX = 32_768;

    /** A run that is 16 runs old belongs to packets that nobody can still use. */
    private static final int RUNS_MAX = 16;

    private static final int SEQUENCE_NUMBERS = 1 << 16;

    private final long[] starts = new long[RUNS_MAX];
    /** To be added to a track's number; grows without bound, its low 16 bits are sent. */
    private final long[] offsets = new long[RUNS_MAX];

    private final byte[] layers = new byte[RUNS_MAX];

    private int runs;
    /** The highest number of the layer that was sent in the newest run. */
    private long highest = NONE;

    private boolean interrupted;
    private int found;

    /** A packet of this layer, and all up to the next one sent, is left out. */
    void interrupt() {
        interrupted = runs > 0;
    }

    /**
     * The number to send a packet under.
     *
     * @param layer the layer that the viewer is sent from this packet on
     * @param sequence the layer's number, 64 bits
     * @return 16 bits, or {@link #NONE} for one that came late and has no number any more
     */
    long send(int layer, long sequence, RandomGenerator random) {
        if (runs == 0) {
            begin(layer, sequence, random.nextInt(FIRST_MIN, FIRST_MAX) - sequence);
            // Those before the first may still be recovered: the run has no start.
            starts[0] = NONE + 1;
        } else if (layer != layer(0) || (interrupted && sequence > highest)) {
            begin(layer, sequence, highest + 1 + offset(0) - sequence);
        }
        if (sequence < start(0)) {
            return NONE;
        }
        highest = Math.max(highest, sequence);
        return sequence + offset(0) & SEQUENCE_NUMBERS - 1;
    }

    private void begin(int layer, long sequence, long offset) {
        int slot = runs % RUNS_MAX;
        layers[slot] = (byte) layer;
        starts[slot] = sequence;
        offsets[slot] = offset;
        highest = sequence;
        interrupted = false;
        runs++;
    }

    /**
     * The layer's number of the packet that this viewer saw last under a number, or {@link #NONE}; {@link #layerFound} then says of which layer.
     */
    long trackSequence(int sequenceNumber) {
        if (runs == 0) {
            return NONE;
        }
        long newest = highest + offset(0);
        long number = newest - (newest - sequenceNumber & SEQUENCE_NUMBERS - 1);
        for (int age = 0; age < Math.min(runs, RUNS_MAX); age++) {
            long sequence = number - offset(age);
            if (sequence >= start(age)) {
                found = age;
                return sequence;
            }
        }
        return NONE;
    }

    /** The number of the newest packet, 16 bits; 0 before there is one. */
    int newestNumber() {
        return runs == 0 ? 0 : (int) (highest + offset(0)) & SEQUENCE_NUMBERS - 1;
    }

    int layerFound() {
        return layer(found);
    }

    /** @param age 0 for the newest run */
    private long start(int age) {
        return starts[(runs - 1 - age) % RUNS_MAX];
    }

    private int layer(int age) {
        return layers[(runs - 1 - age) % RUNS_MAX];
    }

    private long offset(int age) {
        return offsets[(runs - 1 - age) % RUNS_MAX];
    }
}

package dev.treecast.ingest;

/**
 * Measures the round trip to a publisher by what it sends again: from the first request for a packet to the packet. An ICE-lite end sends no
 * checks and a receiver's reports bring no echo, so after the handshake this is the one round trip that a server can see, and the one that
 * matters for asking again.
 */
final class NackRoundTrip {
    /** Requests remembered, a power of two: more than are ever open at a sensible loss. */
    private static final int REMEMBERED = 256;

    /** RFC 6298's gain: a sample counts an eighth. */
    private static final int GAIN = 8;

    /** Without RTX, what comes within a half of the round trip was on its way already. */
    private static final int LATE = 2;

    private final int[] sequenceNumbers = new int[REMEMBERED];
    private final long[] askedNs = new long[REMEMBERED];
    private final boolean[] askedAgain = new boolean[REMEMBERED];
    private long smoothedNs;
    private boolean measured;

    /** What the handshake took, ns; 0 for nothing. Counts until a packet that was asked for has come. */
    void handshake(long sampleNs) {
        if (!measured) {
            smoothedNs = sampleNs;
        }
    }

    /** A packet is asked for. */
    void asked(int sequenceNumber, long nowNs) {
        int slot = sequenceNumber & (REMEMBERED - 1);
        if (askedNs[slot] != 0 && sequenceNumbers[slot] == sequenceNumber) {
            askedAgain[slot] = true;
            return;
        }
        sequenceNumbers[slot] = sequenceNumber;
        askedNs[slot] = nowNs;
        askedAgain[slot] = false;
    }

    /**
     * A packet that was missing came.
     *
     * @param retransmission whether it says so; otherwise it may be the first sending, late
     * @return the round trip, smoothed, ns; 0 when this one tells nothing
     */
    long arrived(int sequenceNumber, boolean retransmission, long nowNs) {
        int slot = sequenceNumber & (REMEMBERED - 1);
        if (askedNs[slot] == 0 || sequenceNumbers[slot] != sequenceNumber) {
            return 0;
        }
        long sampleNs = nowNs - askedNs[slot];
        askedNs[slot] = 0;
        if (!retransmission && sampleNs < smoothedNs / LATE) {
            return 0;
        }
        if (askedAgain[slot]) {
            // Nobody can tell which request it answers (Karn's rule). But while there is nothing better, the time since
            // the first is a bound:
            // who asks again before the round trip has passed asks for everything twice, and would never get a sample
            // that tells.
            if (measured || sampleNs <= smoothedNs) {
                return 0;
            }
            smoothedNs = sampleNs;
            return smoothedNs;
        }
        smoothedNs = measured ? smoothedNs + (sampleNs - smoothedNs) / GAIN : sampleNs;
        measured = true;
        return smoothedNs;
    }

    /** Nanoseconds; 0 while unknown. */
    long ns() {
        return smoothedNs;
    }
}

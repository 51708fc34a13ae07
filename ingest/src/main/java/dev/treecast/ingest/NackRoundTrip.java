package dev.treecast.ingest;

/**
 * Measures the round trip to a publisher by its retransmissions: from the first request for a packet to the packet. An ICE-lite end sends no
 * checks and a receiver's reports bring no echo, so this is the one round trip that a server can see, and the one that matters for asking again.
 */
final class NackRoundTrip {
    /** Requests remembered, a power of two: more than are ever open at a sensible loss. */
    private static final int REMEMBERED = 256;

    /** RFC 6298's gain: a sample counts an eighth. */
    private static final int GAIN = 8;

    private final int[] sequenceNumbers = new int[REMEMBERED];
    private final long[] askedNs = new long[REMEMBERED];
    private long smoothedNs;

    /** A packet is asked for. */
    void asked(int sequenceNumber, long nowNs) {
        int slot = sequenceNumber & (REMEMBERED - 1);
        if (askedNs[slot] != 0 && sequenceNumbers[slot] == sequenceNumber) {
            // Asked again: nobody could tell which request the answer is for (Karn's rule).
            askedNs[slot] = 0;
            return;
        }
        sequenceNumbers[slot] = sequenceNumber;
        askedNs[slot] = nowNs;
    }

    /**
     * A retransmission came.
     *
     * @return the round trip, smoothed, ns; 0 when this one tells nothing
     */
    long retransmitted(int sequenceNumber, long nowNs) {
        int slot = sequenceNumber & (REMEMBERED - 1);
        if (askedNs[slot] == 0 || sequenceNumbers[slot] != sequenceNumber) {
            return 0;
        }
        long sampleNs = nowNs - askedNs[slot];
        askedNs[slot] = 0;
        smoothedNs = smoothedNs == 0 ? sampleNs : smoothedNs + (sampleNs - smoothedNs) / GAIN;
        return smoothedNs;
    }
}

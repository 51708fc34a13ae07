package dev.treecast.webrtc.sctp.tx;

/**
 * The retransmission timeout, from measured round trips
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-6.3.1">RFC 9260 section 6.3.1</a>, the arithmetic of RFC 6298), doubled by each timeout
 * and held between its bounds.
 */
public final class RetransmissionTimeout {
    // Given.
    private final long initialNs;
    private final long minNs;
    private final long maxNs;

    // State.
    private long rtoNs;
    private long smoothedNs = -1;
    private long variationNs;

    public RetransmissionTimeout(long initialNs, long minNs, long maxNs) {
        this.initialNs = initialNs;
        this.minNs = minNs;
        this.maxNs = maxNs;
        this.rtoNs = initialNs;
    }

    /** Takes a round trip that is nobody's retransmission (Karn's rule is the caller's). */
    public void measured(long roundTripNs) {
        if (roundTripNs < 0) {
            return;
        }
        if (smoothedNs < 0) {
            smoothedNs = roundTripNs;
            variationNs = roundTripNs / 2;
        } else {
            variationNs += (Math.abs(smoothedNs - roundTripNs) - variationNs) / 4;
            smoothedNs += (roundTripNs - smoothedNs) / 8;
        }
        progressed();
    }

    /**
     * Something new was acknowledged, though perhaps by a retransmission, which measures nothing: takes the doubling back, as TCP stacks do. Waiting
     * for a measurement, as the RFC has it, would keep a path that loses much at its longest timeout.
     */
    public void progressed() {
        rtoNs = smoothedNs < 0 ? initialNs : Math.clamp(smoothedNs + 4 * variationNs, minNs, maxNs);
    }

    /** A timer ran out: waits twice as long next time, until something new is acknowledged. */
    public void backOff() {
        rtoNs = Math.min(2 * rtoNs, maxNs);
    }

    public long rtoNs() {
        return rtoNs;
    }

    /** The smoothed round trip; -1 before the first measurement. */
    public long smoothedRoundTripNs() {
        return smoothedNs;
    }
}

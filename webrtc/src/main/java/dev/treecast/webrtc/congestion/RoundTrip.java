package dev.treecast.webrtc.congestion;

/** The smoothed round trip: 100 ms until something is known. */
final class RoundTrip {
    private static final double WEIGHT = 0.2;
    private static final long FIRST_NS = 100_000_000L;
    private static final long NS_MAX = 10_000_000_000L;

    private boolean known;
    private long smoothedNs = FIRST_NS;

    void add(long sampleNs) {
        long bounded = Math.clamp(sampleNs, 0, NS_MAX);
        smoothedNs = known ? (long) (smoothedNs + WEIGHT * (bounded - smoothedNs)) : bounded;
        known = true;
    }

    long ns() {
        return smoothedNs;
    }
}

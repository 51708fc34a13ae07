package dev.treecast.webrtc.congestion;

/** What rate the path carried when it was full: a mean over overuses and its spread, as libwebrtc's. */
final class LinkCapacity {
    private static final double WEIGHT = 0.05;
    private static final double PROBE_WEIGHT = 0.5;
    private static final double DEVIATION_MIN = 0.4;
    private static final double DEVIATION_MAX = 2.5;

    private double capacityKbps = -1;
    /** Of the squared error by the mean. */
    private double deviation = DEVIATION_MIN;

    /** The path was full, and this came through. */
    void overused(double throughputBps) {
        update(throughputBps, WEIGHT);
    }

    /** A probe filled the path, and this came through. */
    void probed(double throughputBps) {
        update(throughputBps, PROBE_WEIGHT);
    }

    private void update(double sampleBps, double weight) {
        double sampleKbps = sampleBps / 1_000;
        capacityKbps = capacityKbps < 0 ? sampleKbps : capacityKbps + weight * (sampleKbps - capacityKbps);
        double errorKbps = capacityKbps - sampleKbps;
        deviation += weight * (errorKbps * errorKbps / Math.max(capacityKbps, 1) - deviation);
        deviation = Math.clamp(deviation, DEVIATION_MIN, DEVIATION_MAX);
    }

    boolean isKnown() {
        return capacityKbps >= 0;
    }

    double bps() {
        return capacityKbps * 1_000;
    }

    /** Whether a throughput is so far above what is believed that the path must have changed. */
    boolean isBelow(double throughputBps) {
        return isKnown() && throughputBps > 1_000 * (capacityKbps + spreadKbps());
    }

    /** Likewise below. */
    boolean isAbove(double throughputBps) {
        return isKnown() && throughputBps < 1_000 * (capacityKbps - spreadKbps());
    }

    private double spreadKbps() {
        return 3 * Math.sqrt(deviation * capacityKbps);
    }

    void reset() {
        capacityKbps = -1;
    }
}

package dev.treecast.webrtc.congestion;

/**
 * The rate of a stream of packets: samples over 150 ms, folded into a Bayesian estimate in which a sample weighs the less the further it is from what
 * was believed, as libwebrtc's acknowledged bitrate. The first sample is taken over 500 ms.
 */
final class RateMeter {
    private static final long FIRST_WINDOW_NS = 500_000_000L;
    private static final long WINDOW_NS = 150_000_000L;
    private static final double UNCERTAINTY = 10;
    private static final double VARIANCE_FIRST = 50;
    private static final double VARIANCE_STEP = 5;
    private static final double VARIANCE_OPEN = 200;

    private boolean started;
    private long lastNs;
    private long windowNs;
    private double windowBytes;
    private double rateKbps = -1;
    private double variance = VARIANCE_FIRST;

    /** Takes a packet; times that go back begin the window anew. */
    void add(long atNs, double bytes) {
        long lengthNs = rateKbps < 0 ? FIRST_WINDOW_NS : WINDOW_NS;
        long elapsedNs = atNs - lastNs;
        if (!started || elapsedNs < 0) {
            started = true;
            windowNs = 0;
            windowBytes = 0;
        } else {
            windowNs += elapsedNs;
            if (elapsedNs > lengthNs) {
                windowBytes = 0;
                windowNs %= lengthNs;
            }
        }
        lastNs = atNs;
        if (windowNs >= lengthNs) {
            sample(windowBytes * 8e6 / lengthNs);
            windowNs -= lengthNs;
            windowBytes = 0;
        }
        windowBytes += bytes;
    }

    private void sample(double kbps) {
        if (rateKbps < 0) {
            rateKbps = kbps;
            return;
        }
        double uncertainty = UNCERTAINTY * Math.abs(rateKbps - kbps) / Math.max(rateKbps, 1);
        double sampleVariance = uncertainty * uncertainty;
        double predicted = variance + VARIANCE_STEP;
        rateKbps = (sampleVariance * rateKbps + predicted * kbps) / (sampleVariance + predicted);
        variance = sampleVariance * predicted / (sampleVariance + predicted);
    }

    /** The rate is about to change, so that the next samples weigh more. */
    void expectChange() {
        variance += VARIANCE_OPEN;
    }

    /** bit/s; negative before the first sample. */
    double bps() {
        return rateKbps * 1_000;
    }
}

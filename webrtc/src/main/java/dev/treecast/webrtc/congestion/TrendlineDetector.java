package dev.treecast.webrtc.congestion;

/**
 * Tells growing queues from noise: a line is fitted to the smoothed delay of the last groups of packets, and its slope, weighted by how much is known,
 * is compared with a threshold that follows the noise of the path (draft-ietf-rmcat-gcc-02 section 5.4; Carlucci et al., "Analysis and design of
 * the Google congestion control for WebRTC", 2016). The constants are those of libwebrtc.
 *
 * <p>The slope is about (send rate − capacity) / capacity.
 */
final class TrendlineDetector {
    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int GROUPS_WEIGHED_MAX = 60;

    private static final double THRESHOLD_FIRST_MS = 12.5;
    private static final double THRESHOLD_MS_MIN = 6;
    private static final double THRESHOLD_MS_MAX = 600;
    /** Per ms. The threshold rises slowly and falls quickly, so that a competing TCP flow does not starve this one. */
    private static final double THRESHOLD_UP = 0.0087;

    private static final double THRESHOLD_DOWN = 0.039;
    /** Further beyond the threshold than this is a sudden drop of capacity, which must not make the detector deaf. */
    private static final double SPIKE_MS = 15;

    private static final double ADAPT_MS_MAX = 100;
    private static final double OVERUSE_MS = 10;

    private final double[] arrivalsMs = new double[WINDOW];
    private final double[] delaysMs = new double[WINDOW];
    private int size;
    private int oldest;
    private int groups;
    private double arrivalMs;
    private double accumulatedMs;
    private double smoothedMs;
    private double slopeBefore;
    private double thresholdMs = THRESHOLD_FIRST_MS;
    private double overuseMs = -1;
    private int overuses;
    private DelayTrend trend = DelayTrend.STEADY;

    /** Takes the spacing of two groups, as sent and as they arrived. */
    void add(long sentDeltaNs, long arrivalDeltaNs) {
        double sentDeltaMs = sentDeltaNs / 1e6;
        double arrivalDeltaMs = arrivalDeltaNs / 1e6;
        groups = Math.min(groups + 1, 1_000);
        arrivalMs += arrivalDeltaMs;
        accumulatedMs += arrivalDeltaMs - sentDeltaMs;
        smoothedMs = SMOOTHING * smoothedMs + (1 - SMOOTHING) * accumulatedMs;
        int at = (oldest + size) % WINDOW;
        if (size == WINDOW) {
            oldest = (oldest + 1) % WINDOW;
        } else {
            size++;
        }
        arrivalsMs[at] = arrivalMs;
        delaysMs[at] = smoothedMs;
        detect(size == WINDOW ? slope() : slopeBefore, sentDeltaMs, arrivalDeltaMs);
    }

    private double slope() {
        double arrivalMean = 0;
        double delayMean = 0;
        for (int i = 0; i < WINDOW; i++) {
            arrivalMean += arrivalsMs[i];
            delayMean += delaysMs[i];
        }
        arrivalMean /= WINDOW;
        delayMean /= WINDOW;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < WINDOW; i++) {
            double x = arrivalsMs[i] - arrivalMean;
            covariance += x * (delaysMs[i] - delayMean);
            variance += x * x;
        }
        return variance == 0 ? slopeBefore : covariance / variance;
    }

    private void detect(double slope, double sentDeltaMs, double elapsedMs) {
        if (groups < 2) {
            return;
        }
        double weighted = Math.min(groups, GROUPS_WEIGHED_MAX) * slope * GAIN;
        if (weighted > thresholdMs) {
            overuseMs = overuseMs < 0 ? sentDeltaMs / 2 : overuseMs + sentDeltaMs;
            overuses++;
            if (overuseMs > OVERUSE_MS && overuses > 1 && slope >= slopeBefore) {
                overuseMs = 0;
                overuses = 0;
                trend = DelayTrend.GROWING;
            }
        } else {
            overuseMs = -1;
            overuses = 0;
            trend = weighted < -thresholdMs ? DelayTrend.FALLING : DelayTrend.STEADY;
        }
        slopeBefore = slope;
        adapt(Math.abs(weighted), elapsedMs);
    }

    private void adapt(double weightedMs, double elapsedMs) {
        if (weightedMs > thresholdMs + SPIKE_MS) {
            return;
        }
        double step = weightedMs < thresholdMs ? THRESHOLD_DOWN : THRESHOLD_UP;
        thresholdMs += step * (weightedMs - thresholdMs) * Math.min(elapsedMs, ADAPT_MS_MAX);
        thresholdMs = Math.clamp(thresholdMs, THRESHOLD_MS_MIN, THRESHOLD_MS_MAX);
    }

    DelayTrend trend() {
        return trend;
    }

    /** Forgets all, as after a pause. */
    void reset() {
        restart();
        thresholdMs = THRESHOLD_FIRST_MS;
    }

    /** Forgets the delays, but not how noisy the path is. */
    void restart() {
        size = 0;
        oldest = 0;
        groups = 0;
        arrivalMs = 0;
        accumulatedMs = 0;
        smoothedMs = 0;
        slopeBefore = 0;
        overuseMs = -1;
        overuses = 0;
        trend = DelayTrend.STEADY;
    }
}

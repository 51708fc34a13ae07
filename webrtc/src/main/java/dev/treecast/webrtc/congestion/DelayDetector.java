package dev.treecast.webrtc.congestion;

/**
 * What the queues on the path do, by the packets as they arrive. Those of a probe are left out: they may fill queues, and that is no reason to send less of
 * the rest.
 */
final class DelayDetector {
    /** After so long without feedback, what is known of the delay is worth nothing. */
    private static final long PAUSE_NS = 2_000_000_000L;

    private final InterArrival interArrival = new InterArrival();
    private final TrendlineDetector trendline = new TrendlineDetector();

    private boolean started;
    private long lastNs;
    private boolean probePassed;
    private boolean grew;

    /** Feedback has come. */
    void begin(long nowNs) {
        if (started && nowNs - lastNs > PAUSE_NS) {
            interArrival.reset();
            trendline.reset();
        }
        started = true;
        lastNs = nowNs;
    }

    void add(long nowNs, long sentNs, long arrivalNs) {
        if (probePassed) {
            probePassed = false;
            interArrival.reset();
        }
        if (interArrival.add(nowNs, sentNs, arrivalNs)) {
            trendline.add(interArrival.sentDeltaNs(), interArrival.arrivalDeltaNs());
        }
    }

    void addOfProbe() {
        probePassed = true;
    }

    /** The queue is gone; the trend would still see it drain, for as many groups as it remembers. */
    void drained() {
        trendline.restart();
    }

    /** Whether queues began to grow since this was asked before. */
    boolean beganToGrow() {
        boolean grows = trend() == DelayTrend.GROWING;
        boolean began = grows && !grew;
        grew = grows;
        return began;
    }

    DelayTrend trend() {
        return trendline.trend();
    }
}

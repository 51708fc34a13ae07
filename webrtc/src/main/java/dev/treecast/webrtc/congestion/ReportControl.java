package dev.treecast.webrtc.congestion;

/**
 * The rate for a viewer without transport-wide feedback: what its REMB allows, and what loss in its receiver reports allows, whichever is less
 * (draft-ietf-rmcat-gcc-02 section 6): below 2 % it grows by 8 % a second, above 10 % it falls by half of the loss, once per report.
 */
final class ReportControl {
    private static final double LOW_LOSS = 0.02;
    private static final double HIGH_LOSS = 0.1;
    private static final double GROWTH_A_SECOND = 1.08;
    private static final double GROWTH_BPS = 1_000;
    private static final double HEADROOM = 1.5;
    private static final double HEADROOM_BPS = 10_000;
    private static final long DECREASE_NS = 300_000_000L;
    /** As in the start phase of libwebrtc: a REMB may raise the rate at once. */
    private static final long START_NS = 2_000_000_000L;
    /** A REMB is sent each second; one that is older than several has nothing to say any more. */
    private static final long REMB_NS = 5_000_000_000L;

    // Given.
    private final EstimatorOptions options;

    // State.
    private double rateBps;
    private boolean reported;
    private long reportedNs;
    private long firstReportNs;
    private boolean decreased;
    private long decreasedNs;
    private double lossFraction;
    private double rembBps = -1;
    private long rembNs;

    ReportControl(EstimatorOptions options) {
        this.options = options;
        this.rateBps = options.startBps();
    }

    /**
     * A receiver report.
     *
     * @param fractionLost 0 to 1
     * @param sentBps what is sent; negative while unknown
     */
    void report(long nowNs, double fractionLost, long roundTripNs, double sentBps) {
        lossFraction = Double.isNaN(fractionLost) ? 0 : Math.clamp(fractionLost, 0.0, 1.0);
        double seconds = reported ? Math.clamp((nowNs - reportedNs) / 1e9, 0.0, 1.0) : 0;
        if (!reported) {
            reported = true;
            firstReportNs = nowNs;
        }
        reportedNs = nowNs;
        if (lossFraction <= LOW_LOSS) {
            double limit = sentBps < 0 ? rateBps : HEADROOM * sentBps * (1 - lossFraction) + HEADROOM_BPS;
            double grown = rateBps * Math.pow(GROWTH_A_SECOND, seconds) + GROWTH_BPS * seconds;
            rateBps = options.clamp(Math.max(rateBps, Math.min(grown, limit)));
        } else if (lossFraction > HIGH_LOSS) {
            if (!decreased || nowNs - decreasedNs >= DECREASE_NS + Math.max(0, roundTripNs)) {
                decreased = true;
                decreasedNs = nowNs;
                // From what is sent, where that is less: an allowance that was never used says nothing of the path.
                double used = sentBps < 0 ? rateBps : Math.min(rateBps, HEADROOM * sentBps + HEADROOM_BPS);
                rateBps = options.clamp(used * (1 - lossFraction / 2));
            }
        }
    }

    void remb(long nowNs, double bps) {
        rembBps = bps;
        rembNs = nowNs;
        boolean starting = !reported || nowNs - firstReportNs < START_NS;
        if (starting && lossFraction == 0 && bps > rateBps) {
            rateBps = options.clamp(bps);
        }
    }

    /** bit/s that the receiver allows; {@link Double#MAX_VALUE} if it did not say so lately. */
    double rembBps(long nowNs) {
        return rembBps >= 0 && nowNs - rembNs < REMB_NS ? rembBps : Double.MAX_VALUE;
    }

    double lossBps() {
        return rateBps;
    }

    boolean isReported() {
        return reported;
    }

    boolean isDecreased() {
        return decreased && lossFraction > LOW_LOSS;
    }

    double lossFraction() {
        return lossFraction;
    }
}

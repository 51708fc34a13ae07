package dev.treecast.webrtc.congestion;

/**
 * The rate that delay allows: additive or multiplicative increase, multiplicative decrease to 85 % of what arrives (draft-ietf-rmcat-gcc-02
 * section 5.5), with libwebrtc's constants.
 *
 * <p>A sender that is limited by its application measures little of the path. So in that state an overuse takes at most 15 % off, unless what is
 * sent does not get through; otherwise one jitter would take the estimate down to what happens to be sent.
 */
final class RateControl {
    private static final double DECREASE = 0.85;
    private static final double DECREASE_MORE_BPS = 5_000;
    private static final double GROWTH_A_SECOND = 1.08;
    private static final double GROWTH_BPS_MIN = 1_000;
    private static final double HEADROOM = 1.5;
    private static final double HEADROOM_BPS = 10_000;
    private static final double ADDITIVE_BPS_A_SECOND_MIN = 4_000;
    private static final double PACKET_BITS = 1_200 * 8;
    private static final double FRAMES_A_SECOND = 30;
    private static final double RESPONSE_S = 0.1;
    private static final long DECREASE_INTERVAL_NS_MIN = 10_000_000L;
    private static final long DECREASE_INTERVAL_NS_MAX = 200_000_000L;
    /** Below this part of what is sent, what arrives is less for another reason than its scatter. */
    private static final double GETS_THROUGH = 0.9;

    // Given.
    private final EstimatorOptions options;

    // Owned.
    private final LinkCapacity capacity = new LinkCapacity();

    // State.
    private double rateBps;
    private double throughputBps;
    private boolean increasing;
    private long changedNs;
    private boolean decreased;
    private long decreasedNs;
    private long roundTripNs = DECREASE_INTERVAL_NS_MAX;

    RateControl(EstimatorOptions options) {
        this.options = options;
        this.rateBps = options.startBps();
        this.throughputBps = rateBps;
    }

    /**
     * Steps the rate; once per feedback.
     *
     * @param acknowledgedBps what arrives; negative while unknown
     * @param sentBps what is sent; negative while unknown
     */
    void update(
            long nowNs,
            DelayTrend trend,
            double acknowledgedBps,
            double sentBps,
            boolean applicationLimited,
            long newRoundTripNs) {
        roundTripNs = newRoundTripNs;
        if (acknowledgedBps >= 0) {
            throughputBps = acknowledgedBps;
        }
        switch (trend) {
            case GROWING -> {
                if (acknowledgedBps < 0) {
                    halve(nowNs);
                } else if (mayDecrease(nowNs)) {
                    decrease(nowNs, applicationLimited && acknowledgedBps >= GETS_THROUGH * sentBps);
                }
            }
            case FALLING -> increasing = false;
            case STEADY -> {
                if (!increasing) {
                    increasing = true;
                    changedNs = nowNs;
                }
                increase(nowNs);
            }
        }
    }

    private void markDecrease(long nowNs) {
        increasing = false;
        changedNs = nowNs;
        decreased = true;
        decreasedNs = nowNs;
    }

    private boolean mayDecrease(long nowNs) {
        return intervalIsOver(nowNs) || throughputBps < rateBps / 2;
    }

    private boolean intervalIsOver(long nowNs) {
        long intervalNs = Math.clamp(roundTripNs, DECREASE_INTERVAL_NS_MIN, DECREASE_INTERVAL_NS_MAX);
        return !decreased || nowNs - decreasedNs >= intervalNs;
    }

    /** Queues grow before it is known what gets through. */
    private void halve(long nowNs) {
        if (intervalIsOver(nowNs)) {
            rateBps = options.clamp(rateBps / 2);
            markDecrease(nowNs);
        }
    }

    private void decrease(long nowNs, boolean getsThrough) {
        double decreased = DECREASE * throughputBps;
        if (decreased > DECREASE_MORE_BPS) {
            decreased -= DECREASE_MORE_BPS;
        }
        if (decreased > rateBps && capacity.isKnown()) {
            decreased = DECREASE * capacity.bps();
        }
        if (getsThrough) {
            decreased = Math.max(decreased, DECREASE * rateBps);
        }
        if (capacity.isAbove(throughputBps)) {
            capacity.reset();
        }
        if (!getsThrough) {
            // What arrives from a sender with little to send is not what the path carries.
            capacity.overused(throughputBps);
        }
        rateBps = options.clamp(Math.min(rateBps, decreased));
        markDecrease(nowNs);
    }

    private void increase(long nowNs) {
        if (capacity.isBelow(throughputBps)) {
            capacity.reset();
        }
        double limit = HEADROOM * throughputBps + HEADROOM_BPS;
        if (rateBps < limit) {
            double seconds = Math.max(0, nowNs - changedNs) / 1e9;
            double step = capacity.isKnown()
                    ? additiveBpsASecond() * Math.min(seconds, 1)
                    : Math.max(GROWTH_BPS_MIN, rateBps * (Math.pow(GROWTH_A_SECOND, Math.min(seconds, 1)) - 1));
            rateBps = options.clamp(Math.min(rateBps + step, limit));
        }
        changedNs = nowNs;
    }

    /** About one packet per response time, as near the capacity one would not want to overshoot by more. */
    private double additiveBpsASecond() {
        double frameBits = rateBps / FRAMES_A_SECOND;
        double packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
        double responseS = 2 * (roundTripNs / 1e9 + RESPONSE_S);
        return Math.max(ADDITIVE_BPS_A_SECOND_MIN, packetBits / responseS);
    }

    /**
     * A probe has shown that the path carries this much.
     *
     * @param fullBps and no more than this: so from here on it grows carefully; negative if there was room for more
     */
    void probed(long nowNs, double bps, double fullBps) {
        if (fullBps >= 0) {
            capacity.probed(fullBps);
        } else if (capacity.isBelow(bps)) {
            capacity.reset();
        }
        if (bps > rateBps) {
            rateBps = options.clamp(bps);
            changedNs = nowNs;
        }
    }

    /** Multiplies the rate: nothing was heard for long. */
    void scale(long nowNs, double factor) {
        rateBps = options.clamp(rateBps * factor);
        markDecrease(nowNs);
    }

    boolean isIncreasing() {
        return increasing;
    }

    double bps() {
        return rateBps;
    }
}

package dev.treecast.webrtc.congestion;

/**
 * The rate that loss allows, from transport-wide feedback: every observation a few candidates around the present rate are judged by the
 * {@link LossModel}, and the best is taken, within bounds. It is never above what delay allows and never below what arrives, so losses that do not depend
 * on the rate cost little. After a decrease the rate is held, 300 ms at first and twice as long each time, until delay alone decides again. The constants
 * are libwebrtc's.
 */
final class LossControl {
    private static final long OBSERVATION_NS = 250_000_000L;
    private static final int OBSERVATIONS_MIN = 3;
    private static final double UP = 1.02;
    private static final double DOWN = 0.95;
    private static final double INHERENT_FIRST = 0.01;
    private static final double INSTANT_OFFSET = 0.05;
    private static final double INSTANT_BALANCE_BPS = 100_000;
    private static final double BEARABLE_LOSS = 0.06;
    private static final double RAMP_UP = 1.5;
    private static final double RAMP_UP_HELD = 1.2;
    private static final double HELD_BELOW = 1.3;
    private static final double INCREASE_MAX = 1.3;
    private static final long INCREASE_WINDOW_NS = 300_000_000L;
    private static final long HOLD_NS_FIRST = 300_000_000L;
    private static final long HOLD_NS_MAX = 60_000_000_000L;
    private static final long LONG_AGO_NS = 5_000_000_000L;
    private static final double UNLIMITED = Double.MAX_VALUE;

    /** What the last observation led to. */
    enum Phase {
        DELAY_DECIDES,
        DECREASING,
        INCREASING
    }

    // Given.
    private final EstimatorOptions options;

    // Owned.
    private final LossModel model = new LossModel();

    // The observation at work.
    private long bytes;
    private long lostBytes;
    private long newestSentNs;
    private long lostSentNs = Long.MIN_VALUE / 2;
    private boolean started;
    private long observedSentNs;

    // State.
    private boolean initialised;
    private double bandwidthBps;
    private double inherentLoss = INHERENT_FIRST;
    private double rateBps;
    private Phase phase = Phase.DELAY_DECIDES;
    private double heldBps = UNLIMITED;
    private long holdNs = HOLD_NS_FIRST;
    private long holdUntilNs;
    private boolean recovering;
    private long recoveringSinceNs;
    private double windowLimitBps = UNLIMITED;

    // The candidate that leads.
    private double bestObjective;
    private double bestBandwidthBps;
    private double bestInherentLoss;

    LossControl(EstimatorOptions options) {
        this.options = options;
    }

    /** A packet was reported for the first time. */
    void reported(long sentNs, int packetBytes, boolean lost) {
        if (!started) {
            started = true;
            observedSentNs = sentNs;
            newestSentNs = sentNs;
        }
        bytes += packetBytes;
        if (lost) {
            lostBytes += packetBytes;
            lostSentNs = sentNs;
        }
        if (sentNs - newestSentNs > 0) {
            newestSentNs = sentNs;
        }
    }

    /** A packet that was reported lost has come after all. */
    void found(int packetBytes) {
        lostBytes = Math.max(0, lostBytes - packetBytes);
    }

    /**
     * Looks at what was reported; once per feedback.
     *
     * @param delayBps what delay allows
     * @param acknowledgedBps what arrives; negative while unknown
     * @param queueStands packets wait on the path: then losses are of a full buffer
     */
    void update(double delayBps, double acknowledgedBps, boolean applicationLimited, boolean queueStands) {
        long durationNs = newestSentNs - observedSentNs;
        if (!started || bytes == 0 || durationNs < OBSERVATION_NS) {
            return;
        }
        observedSentNs = newestSentNs;
        model.add((double) bytes, (double) Math.min(bytes, lostBytes), bytes * 8e9 / durationNs);
        bytes = 0;
        lostBytes = 0;
        if (!initialised) {
            initialised = true;
            bandwidthBps = delayBps;
            rateBps = delayBps;
        }
        double bearable = queueStands ? 0 : Math.min(model.averageLoss(), BEARABLE_LOSS);
        // What arrives, and what a radio may have lost of it, is never taken away: a viewer with such a path, all of
        // whose losses are repaired,
        // would be left with a worse picture and the same losses.
        double lowest = Math.max(acknowledgedBps / (1 - bearable), (double) options.bitrateBpsMin());
        step(delayBps, acknowledgedBps, lowest, applicationLimited);
    }

    private void step(double delayBps, double acknowledgedBps, double lowest, boolean applicationLimited) {
        chooseCandidate(delayBps, acknowledgedBps, applicationLimited);
        if (model.averageLoss() > bestInherentLoss && bandwidthBps < bestBandwidthBps) {
            bestBandwidthBps = bandwidthBps;
        }
        if (isLimiting()) {
            boundIncrease(acknowledgedBps);
        }
        double bounded = Math.max(lowest, Math.min(Math.min(bestBandwidthBps, instantUpperBps()), delayBps));
        bounded = Math.min(bounded, Math.max(delayBps, (double) options.bitrateBpsMin()));
        if (bounded < bestBandwidthBps) {
            bandwidthBps = bounded;
            inherentLoss = 0;
        } else {
            bandwidthBps = Math.max(bestBandwidthBps, lowest);
            inherentLoss = bestInherentLoss;
        }
        if (phase == Phase.DECREASING && holdUntilNs - newestSentNs > 0 && bounded < delayBps) {
            heldBps = Math.max(heldBps, lowest);
            rateBps = Math.min(heldBps, bounded);
            return;
        }
        changePhase(bounded, delayBps);
        rateBps = bounded;
        if (isLimiting() && (!recovering || newestSentNs - recoveringSinceNs > INCREASE_WINDOW_NS)) {
            windowLimitBps = Math.max((double) options.bitrateBpsMin(), bandwidthBps * INCREASE_MAX);
            recovering = true;
            recoveringSinceNs = newestSentNs;
        }
    }

    private void chooseCandidate(double delayBps, double acknowledgedBps, boolean applicationLimited) {
        bestObjective = -Double.MAX_VALUE;
        bestBandwidthBps = bandwidthBps;
        bestInherentLoss = inherentLoss;
        double upper = Math.max(bandwidthBps, isLimiting() ? windowLimitBps : options.bitrateBpsMax());
        judge(Math.min(bandwidthBps * UP, upper));
        judge(bandwidthBps);
        judge(bandwidthBps * DOWN);
        if (acknowledgedBps > 0 && !applicationLimited) {
            judge(Math.min(acknowledgedBps, upper));
        }
        if (delayBps > bandwidthBps) {
            judge(Math.min(delayBps, upper));
        }
    }

    private void judge(double candidateBps) {
        double inherent = model.refineInherentLoss(candidateBps, inherentLoss);
        double objective = model.objective(candidateBps, inherent);
        if (objective > bestObjective) {
            bestObjective = objective;
            bestBandwidthBps = candidateBps;
            bestInherentLoss = inherent;
        }
    }

    private void boundIncrease(double acknowledgedBps) {
        if (recovering && newestSentNs - recoveringSinceNs < INCREASE_WINDOW_NS && bestBandwidthBps > windowLimitBps) {
            bestBandwidthBps = windowLimitBps;
        }
        boolean increasing =
                bandwidthBps < bestBandwidthBps || (bandwidthBps == bestBandwidthBps && phase == Phase.INCREASING);
        if (increasing && acknowledgedBps >= 0) {
            double factor = acknowledgedBps < HELD_BELOW * heldBps ? RAMP_UP_HELD : RAMP_UP;
            bestBandwidthBps = Math.max(bandwidthBps, Math.min(bestBandwidthBps, factor * acknowledgedBps));
            if (phase == Phase.DECREASING && bestBandwidthBps == bandwidthBps) {
                // So that it counts as an increase.
                bestBandwidthBps = bandwidthBps + 1;
            }
        }
    }

    private double instantUpperBps() {
        double above = model.averageLoss() - INSTANT_OFFSET;
        return above > 0 ? INSTANT_BALANCE_BPS / above : options.bitrateBpsMax();
    }

    private void changePhase(double bounded, double delayBps) {
        boolean limits = bounded < delayBps && bounded < options.bitrateBpsMax();
        boolean increases = isLimiting() && (rateBps < bounded || (rateBps == bounded && phase == Phase.INCREASING));
        if (!limits) {
            holdNs = HOLD_NS_FIRST;
            heldBps = UNLIMITED;
            phase = Phase.DELAY_DECIDES;
        } else if (increases) {
            phase = Phase.INCREASING;
        } else if (phase != Phase.DECREASING) {
            phase = Phase.DECREASING;
            heldBps = bounded;
            holdUntilNs = newestSentNs + holdNs;
            holdNs = Math.min(HOLD_NS_MAX, 2 * holdNs);
        }
    }

    /**
     * A probe got through whole: losses seen before were not of the rate. Without this a sender with little to send would stay where a loss
     * at its start had put it, because what it sends shows no more than that it arrives.
     */
    void probed(double bps) {
        if (isLimiting() && bps > rateBps) {
            bandwidthBps = bps;
            rateBps = bps;
            heldBps = UNLIMITED;
            windowLimitBps = UNLIMITED;
            recovering = false;
            phase = Phase.DELAY_DECIDES;
        }
    }

    /** Whether nothing has been lost for so long that a sender who fills its path would have lost something. */
    boolean isLongAgo() {
        return newestSentNs - lostSentNs > LONG_AGO_NS;
    }

    private boolean isLimiting() {
        return phase != Phase.DELAY_DECIDES;
    }

    /** Whether enough was observed for {@link #bps()} to mean something. */
    boolean isReady() {
        return model.count() >= OBSERVATIONS_MIN;
    }

    double bps() {
        return rateBps;
    }

    Phase phase() {
        return phase;
    }

    /** Of the last observation, 0 to 1. */
    double lastLoss() {
        return model.lastLoss();
    }

    /** Over the last seconds, without the best and the worst observation; 0 to 1. */
    double averageLoss() {
        return model.averageLoss();
    }
}

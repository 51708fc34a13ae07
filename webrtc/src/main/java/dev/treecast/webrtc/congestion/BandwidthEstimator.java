package dev.treecast.webrtc.congestion;

import dev.treecast.webrtc.rtcp.TransportFeedback;

/**
 * What bitrate the path to one viewer carries: Google congestion control on the sender's side, as libwebrtc does it (draft-ietf-rmcat-gcc-02 and what
 * became of it since). The lower of two estimates counts: one from the growth of delay ({@link TrendlineDetector}, {@link RateControl}), one from loss
 * ({@link LossControl}). For a viewer that sends no transport-wide feedback: REMB and the loss of its receiver reports ({@link ReportControl}).
 *
 * <p>The estimate grows to about one and a half times what arrives. To learn whether the path carries more, {@link #wantProbe} begins a probe.
 *
 * <p>Owner: every packet sent goes to {@link #sent}, RTCP that comes to the other inputs; no timers. Nothing is allocated but the
 * {@link SendHistory}, when it begins and grows. Whatever is said, nothing is thrown and the estimate stays within its options.
 */
public final class BandwidthEstimator {
    /** In {@link #sent}: the packet carries no transport-wide sequence number. */
    public static final int NO_SEQUENCE = -1;

    private static final long FEEDBACK_NS_MAX = 3_000_000_000L;
    private static final long BACK_OFF_INTERVAL_NS = 1_000_000_000L;
    private static final double BACK_OFF = 0.8;
    /** How much above the estimate a probe goes: further than this, one that fails costs more than it tells. */
    private static final double PROBE_SCALE = 2;

    private static final double PROBE_SCALE_FIRST = 3;
    private static final long FIRST_NS = 5_000_000_000L;
    private static final double PROBE_SCALE_RECOVERING = 1.5;
    /** Losses so few say nothing of the rate. */
    private static final double LITTLE_LOSS = 0.02;

    /** Of the estimate: a probe for less would find out nothing. */
    private static final double PROBE_WORTH = 1.05;

    private static final double HEADROOM = 1.45;
    private static final double GAIN = 1.02;
    private static final double FULL_LOSS = 0.05;
    private static final double GETS_THROUGH = 0.9;

    // Given.
    private final EstimatorOptions options;
    private final ArrivalOrder order;

    // Owned.
    private final SendHistory history = new SendHistory();
    private final DelayDetector detector = new DelayDetector();
    private final RateMeter acknowledged = new RateMeter();
    private final RateMeter sent = new RateMeter();
    private final ApplicationLimit application = new ApplicationLimit();
    private final RateControl delay;
    private final LossControl loss;
    private final ReportControl reports;
    private final RoundTrip roundTrip = new RoundTrip();
    private final StandingQueue queue = new StandingQueue();
    private final DropRecovery recovery = new DropRecovery();
    private final ProbeController probe = new ProbeController();

    // State.
    private double estimateBps;
    private EstimateState state = EstimateState.STARTING;
    private long feedbacks;
    private long firstFeedbackNs;
    private long waitingSinceNs;
    private boolean missing;
    private long backedOffNs;
    private boolean wasLimited;
    private boolean limitEnded;
    private long limitEndedNs;

    // The receiver's clock: the ticks that the last feedback ended with, and what they are in ns since the first.
    private int arrivalTicks;
    private long arrivalNs;

    /** @param order shared by the estimators of one event loop */
    public BandwidthEstimator(EstimatorOptions options, ArrivalOrder order) {
        this.options = options;
        this.order = order;
        this.delay = new RateControl(options);
        this.loss = new LossControl(options);
        this.reports = new ReportControl(options);
        this.estimateBps = options.startBps();
    }

    // ---- Inputs ----

    /**
     * A packet was sent.
     *
     * @param transportSequence 0 to 65535, one more than of the packet before; or {@link #NO_SEQUENCE}
     * @param bytes of the packet, best with all headers (UDP and IP too): what the path has to carry; 0 to 4095
     * @param probeCluster {@link ProbeController#cluster()} of {@link #probe()}
     */
    public void sent(long nowNs, int transportSequence, int bytes, int probeCluster) {
        sent.add(nowNs, bytes);
        application.sent(nowNs, bytes, estimateBps);
        if (transportSequence == NO_SEQUENCE) {
            return;
        }
        if (history.inFlightBytes() == 0) {
            waitingSinceNs = nowNs;
        }
        long sequence = history.add(nowNs, transportSequence & 0xffff, bytes, probeCluster);
        probe.sent(nowNs, bytes, probeCluster, sequence);
        if (feedbacks > 0 && nowNs - waitingSinceNs > FEEDBACK_NS_MAX) {
            backOff(nowNs);
        }
    }

    private void backOff(long nowNs) {
        if (!missing || nowNs - backedOffNs >= BACK_OFF_INTERVAL_NS) {
            missing = true;
            backedOffNs = nowNs;
            delay.scale(nowNs, BACK_OFF);
            conclude(nowNs);
        }
    }

    /** Transport-wide feedback came; the flyweight's cursor is moved. */
    public void feedback(long nowNs, TransportFeedback feedback) {
        feedback.rewind();
        order.clear();
        long newest = SendHistory.NONE;
        boolean first = feedbacks == 0;
        while (feedback.next()) {
            long sequence = history.find(nowNs, feedback.sequenceNumber());
            if (sequence == SendHistory.NONE) {
                continue;
            }
            newest = Math.max(newest, sequence);
            if (!feedback.received()) {
                lost(sequence);
                continue;
            }
            if (first) {
                first = false;
                arrivalTicks = (int) feedback.arrivalTicks();
            }
            // The difference as it wraps in 32 bits, whatever the receiver's clock says.
            if (!order.add((int) feedback.arrivalTicks() - arrivalTicks, feedback.sequenceNumber())) {
                break;
            }
        }
        if (newest != SendHistory.NONE) {
            begin(nowNs);
            takeArrivals(nowNs);
            history.answer(newest);
            step(nowNs);
        }
    }

    private void begin(long nowNs) {
        if (feedbacks == 0) {
            firstFeedbackNs = nowNs;
        }
        feedbacks++;
        detector.begin(nowNs);
        waitingSinceNs = nowNs;
        missing = false;
        boolean limited = application.isLimited();
        if (wasLimited && !limited) {
            limitEnded = true;
            limitEndedNs = nowNs;
        }
        wasLimited = limited;
    }

    private void lost(long sequence) {
        int status = history.status(sequence);
        if (status == SendHistory.IN_FLIGHT || status == SendHistory.SKIPPED) {
            history.mark(sequence, SendHistory.LOST);
            int cluster = history.cluster(sequence);
            if (cluster == ProbeController.NO_CLUSTER) {
                loss.reported(history.sentNs(sequence), history.bytes(sequence), true);
            } else {
                probe.lost(cluster);
            }
        }
    }

    /** Takes what arrived, in the order of arrival. */
    private void takeArrivals(long nowNs) {
        order.sort();
        long shortestNs = Long.MAX_VALUE;
        int count = order.size();
        for (int i = 0; i < count; i++) {
            long sequence = history.find(nowNs, order.sequenceNumber(i));
            int status = history.status(sequence);
            if (status == SendHistory.RECEIVED) {
                continue;
            }
            int skippedBytes = history.answer(sequence);
            history.mark(sequence, SendHistory.RECEIVED);
            long packetArrivalNs = arrivalNs + order.ticks(i) * TransportFeedback.TICK_NS;
            long pendingNs = (order.ticks(count - 1) - (long) order.ticks(i)) * TransportFeedback.TICK_NS;
            shortestNs = Math.min(shortestNs, nowNs - history.sentNs(sequence) - pendingNs);
            take(nowNs, sequence, status, packetArrivalNs, skippedBytes);
        }
        if (count > 0) {
            arrivalNs += order.ticks(count - 1) * TransportFeedback.TICK_NS;
            arrivalTicks += order.ticks(count - 1);
        }
        if (shortestNs != Long.MAX_VALUE) {
            roundTrip.add(shortestNs);
            if (queue.add(nowNs, shortestNs)) {
                detector.drained();
            }
        }
    }

    private void take(long nowNs, long sequence, int status, long packetArrivalNs, int skippedBytes) {
        long sentNs = history.sentNs(sequence);
        int bytes = history.bytes(sequence);
        int cluster = history.cluster(sequence);
        if (limitEnded && sentNs - limitEndedNs > 0) {
            limitEnded = false;
            acknowledged.expectChange();
        }
        // What a lost report was about has most likely arrived; a late one finds it counted already.
        double gotThrough = skippedBytes * (1 - loss.averageLoss());
        acknowledged.add(packetArrivalNs, status == SendHistory.SKIPPED ? 0 : bytes + gotThrough);
        if (cluster != ProbeController.NO_CLUSTER) {
            detector.addOfProbe();
            probe.received(cluster, sentNs, packetArrivalNs, bytes);
            return;
        }
        if (status == SendHistory.LOST) {
            loss.found(bytes);
        } else {
            loss.reported(sentNs, bytes, false);
        }
        detector.add(nowNs, sentNs, packetArrivalNs);
    }

    private void step(long nowNs) {
        double before = estimateBps;
        if (detector.beganToGrow()) {
            // What arrives may have fallen off a cliff.
            acknowledged.expectChange();
        }
        boolean limited = application.isLimited();
        // A buffer that is full lets delay grow no further.
        boolean full = queue.stands() && loss.lastLoss() > FULL_LOSS;
        DelayTrend trend = full ? DelayTrend.GROWING : detector.trend();
        boolean getsThrough = limited && (!queue.stands() || acknowledged.bps() >= GETS_THROUGH * sent.bps());
        delay.update(nowNs, trend, acknowledged.bps(), getsThrough, roundTrip.ns());
        double probedBps = probe.answered(nowNs, history.lastAnswered());
        if (probedBps > 0 && detector.trend() != DelayTrend.GROWING) {
            delay.probed(nowNs, probedBps, probe.capacityBps());
            if (probe.isWhole() && (limited ? loss.averageLoss() < LITTLE_LOSS : loss.isLongAgo())) {
                loss.probed(probedBps);
            }
        }
        loss.update(delay.bps(), acknowledged.bps(), limited, queue.stands());
        conclude(nowNs);
        if (probedBps > 0 && probe.result() == ProbeController.Result.CARRIED && estimateBps < GAIN * before) {
            probe.inVain(nowNs);
        }
        recover(nowNs, before);
    }

    private void recover(long nowNs, double before) {
        if (estimateBps < before && detector.trend() == DelayTrend.GROWING) {
            if (recovery.fell(nowNs, before, estimateBps)) {
                queue.dropped(nowNs);
            }
        } else if (detector.trend() == DelayTrend.STEADY
                && !queue.isDraining()
                && recovery.steady(nowNs, estimateBps)) {
            probe.forgive();
        }
    }

    /**
     * A receiver report came; one call per report, of the track that most is sent of.
     *
     * @param fractionLost since the report before, 0 to 1
     * @param newRoundTripNs 0 or less where it is not known
     */
    public void receiverReport(long nowNs, double fractionLost, long newRoundTripNs) {
        if (feedbacks == 0) {
            if (newRoundTripNs > 0) {
                roundTrip.add(newRoundTripNs);
            }
            reports.report(nowNs, fractionLost, newRoundTripNs, sent.bps());
            conclude(nowNs);
        }
    }

    /** A REMB came (draft-alvestrand-rmcat-remb-03): the receiver wants no more than this, bit/s. */
    public void remb(long nowNs, long bps) {
        reports.remb(nowNs, (double) Math.max(0, bps));
        conclude(nowNs);
    }

    /** Draws the estimate, and why it is so, from what the parts say. */
    private void conclude(long nowNs) {
        double rate;
        EstimateState why;
        if (feedbacks == 0) {
            rate = reports.lossBps();
            why = reports.isDecreased()
                    ? EstimateState.LOSS_LIMITED
                    : reports.isReported() ? EstimateState.GROWING : EstimateState.STARTING;
        } else {
            rate = delay.bps() * queue.share();
            why = queue.isDraining() ? EstimateState.DELAY_LIMITED : delayState();
            if (loss.isReady() && loss.phase() != LossControl.Phase.DELAY_DECIDES && loss.bps() < rate) {
                rate = loss.bps();
                why = loss.phase() == LossControl.Phase.DECREASING
                        ? EstimateState.LOSS_LIMITED
                        : EstimateState.LOSS_RECOVERING;
            }
        }
        double rembBps = reports.rembBps(nowNs);
        if (rembBps < rate) {
            rate = rembBps;
            why = EstimateState.RECEIVER_LIMITED;
        }
        estimateBps = options.clamp(rate);
        state = missing ? EstimateState.FEEDBACK_MISSING : why;
    }

    private EstimateState delayState() {
        return switch (detector.trend()) {
            case GROWING -> EstimateState.DELAY_LIMITED;
            case FALLING -> EstimateState.HOLDING;
            case STEADY ->
                application.isLimited() && delay.bps() >= HEADROOM * acknowledged.bps()
                        ? EstimateState.APPLICATION_LIMITED
                        : EstimateState.GROWING;
        };
    }

    // ---- Probing ----

    /**
     * Asks whether the path carries this much, and begins a probe if it is time for one. The probe goes to twice the estimate at most (three times in the
     * first seconds), so that a far target takes several.
     *
     * @return whether a probe has begun: then {@link #probe()} says what to send and when
     */
    public boolean wantProbe(long nowNs, long targetBps) {
        probe.expire(nowNs);
        double target = Math.min(targetBps, options.bitrateBpsMax());
        if (history.isEmpty() || target < PROBE_WORTH * estimateBps || target > reports.rembBps(nowNs)) {
            return false;
        }
        double scale = switch (state) {
            case DELAY_LIMITED, HOLDING, LOSS_LIMITED, RECEIVER_LIMITED, FEEDBACK_MISSING -> 0;
            case LOSS_RECOVERING -> PROBE_SCALE_RECOVERING;
            default -> feedbacks == 0 || nowNs - firstFeedbackNs < FIRST_NS ? PROBE_SCALE_FIRST : PROBE_SCALE;
        };
        double most = Math.max(scale * estimateBps, recovery.targetBps(nowNs));
        if (scale == 0 || !probe.begin(nowNs, Math.min(target, most))) {
            return false;
        }
        recovery.probed();
        return true;
    }

    /** The probe at work, if any. */
    public ProbeController probe() {
        return probe;
    }

    // ---- What is known ----

    /** bit/s, as {@link #sent} counts bytes. */
    public long estimateBps() {
        return (long) estimateBps;
    }

    /** Why the estimate is what it is. */
    public EstimateState state() {
        return state;
    }

    /** Of what was sent in the last seconds, 0 to 1. */
    public double lossFraction() {
        return feedbacks > 0 ? loss.averageLoss() : reports.lossFraction();
    }

    /** Smoothed; 100 ms until something is known. */
    public long roundTripNs() {
        return roundTrip.ns();
    }

    /** What arrives, bit/s; 0 while unknown. */
    public long acknowledgedBps() {
        return (long) Math.max(0, acknowledged.bps());
    }

    /** Whether clearly less is sent than the estimate allows. */
    public boolean isApplicationLimited() {
        return application.isLimited();
    }

    /** Whether transport-wide feedback has come. */
    public boolean hasTransportFeedback() {
        return feedbacks > 0;
    }

    /** Bytes sent that no transport-wide feedback has come to. */
    public long inFlightBytes() {
        return history.inFlightBytes();
    }
}

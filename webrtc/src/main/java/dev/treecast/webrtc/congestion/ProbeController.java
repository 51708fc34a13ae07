package dev.treecast.webrtc.congestion;

/**
 * Finds out whether a path carries more than is sent: a cluster of packets at the wanted rate, about 30 ms long, and how fast it arrives.
 * Begun by {@link BandwidthEstimator#wantProbe}; its packets are the caller's to send: padding, or repeats of media (RTX), which a viewer has use for.
 *
 * <p>While {@link #isSending()}: send a packet of {@link #nextPacketBytes} bytes whenever that is more than 0, again until it is 0, and look again at
 * {@link #nextDeadlineNs()}. Every packet sent meanwhile, media too, is given to {@link BandwidthEstimator#sent} with {@link #cluster()}: media then
 * takes the place of padding.
 *
 * <p>One at a time. After one that failed the next has to wait: 3, 5, then 8 s, if all that came of it was the answer (1 s at first, if not even that);
 * 5, 10, 20, 40, 60 s in a row if it did harm, because more than a fifth of its packets were lost. A path that frees up is so found within 10 s, and one with a small buffer or a policer
 * is left in peace.
 */
public final class ProbeController {
    /** Answer of {@link #cluster()} and argument of {@link BandwidthEstimator#sent}: not of a probe. */
    public static final int NO_CLUSTER = 0;
    /** Answer of {@link #nextDeadlineNs()}: nothing to send. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** What the last probe said. */
    public enum Result {
        /** There was none, or it is not known yet. */
        NONE,
        /** The path carried what was sent. */
        CARRIED,
        /** It carried less: that is the estimate, if it is more than before. */
        LIMITED,
        /** A fifth or more was lost. */
        LOST,
        /** Too little came back to tell. */
        UNKNOWN
    }

    private enum Step {
        IDLE,
        SENDING,
        WAITING
    }

    private static final double DURATION_S = 0.03;
    /** Ten packets of 300 bytes: fewer measure the scatter of one, and more would hold a slow path up. */
    private static final long BYTES_MIN = 3_000;

    /** A little faster than wanted: the sender looks at its watch every few milliseconds only, so that packets leave late. */
    private static final double PACE = 1.05;

    private static final int PACKETS = 10;
    private static final int PACKET_BYTES_MIN = 200;
    private static final int PACKET_BYTES_MAX = 1_200;
    /** Two and a half times as long as planned: the sender did not get to it, so it ends as it is. */
    private static final double OVERDUE = 2.5;

    private static final long OVERDUE_NS = 50_000_000L;
    /** Of what was planned: however much media there is, a probe ends. */
    private static final int BYTES_FACTOR_MAX = 3;

    private static final long ANSWER_NS_MAX = 1_000_000_000L;

    private static final double ANSWERED = 0.8;
    private static final double UNSATURATED = 0.9;
    private static final double UTILISATION = 0.95;
    private static final double RATIO_MAX = 2;

    private static final long[] UNKNOWN_WAIT_NS = {1_000_000_000L, 5_000_000_000L, 8_000_000_000L};
    private static final long[] LIMITED_WAIT_NS = {3_000_000_000L, 5_000_000_000L, 8_000_000_000L};
    private static final long[] LOST_WAIT_NS = {
        5_000_000_000L, 10_000_000_000L, 20_000_000_000L, 40_000_000_000L, 60_000_000_000L
    };

    // Owned.
    private final ProbeMeasurement measurement = new ProbeMeasurement();

    // State.
    private Step step = Step.IDLE;
    private int lastCluster;
    private double targetBps;
    private long plannedBytes;
    private int packetBytes;
    private long beganNs;
    private long overdueNs;
    private long sentNs;
    private long lastSequence;
    private boolean waits;
    private long waitUntilNs;
    private int unknown;
    private int limited;
    private int lost;
    private Result result = Result.NONE;
    private double resultBps;
    private boolean whole;

    ProbeController() {}

    /** False while one runs or the wait after a failed one is not over. */
    boolean begin(long nowNs, double bps) {
        if (step != Step.IDLE || isWaiting(nowNs)) {
            return false;
        }
        step = Step.SENDING;
        lastCluster = lastCluster % 255 + 1;
        targetBps = bps;
        plannedBytes = Math.max(BYTES_MIN, (long) (bps / 8 * DURATION_S));
        packetBytes = Math.clamp(plannedBytes / PACKETS, PACKET_BYTES_MIN, PACKET_BYTES_MAX);
        beganNs = nowNs;
        overdueNs = OVERDUE_NS + (long) (OVERDUE * plannedBytes * 8e9 / bps);
        lastSequence = SendHistory.NONE;
        measurement.begin();
        return true;
    }

    private boolean isWaiting(long nowNs) {
        if (waits && nowNs - waitUntilNs >= 0) {
            waits = false;
        }
        return waits;
    }

    /** Whether packets of a probe are to be sent. */
    public boolean isSending() {
        return step == Step.SENDING;
    }

    /** The cluster to give to {@link BandwidthEstimator#sent} for every packet now: 1 to 255, or {@link #NO_CLUSTER}. */
    public int cluster() {
        return step == Step.SENDING ? lastCluster : NO_CLUSTER;
    }

    /**
     * How large a packet of the probe to send now; 200 to 1,200 bytes, counted like those of {@link BandwidthEstimator#sent}. Larger or smaller ones do
     * as well.
     *
     * @return 0 when none is due
     */
    public int nextPacketBytes(long nowNs) {
        if (step != Step.SENDING) {
            return 0;
        }
        if (nowNs - beganNs > overdueNs) {
            endSending(nowNs);
            return 0;
        }
        return nowNs - nextDeadlineNs() >= 0 ? packetBytes : 0;
    }

    /** When the next packet is due, or {@link #NO_DEADLINE}; may lie in the past. */
    public long nextDeadlineNs() {
        if (step != Step.SENDING) {
            return NO_DEADLINE;
        }
        if (measurement.sentPackets() == 0) {
            return beganNs;
        }
        // What leaves first is left out of the measurement, and so of the pace too: a frame may be in it.
        return measurement.firstSentNs() + (long) ((measurement.pacedBytes() + packetBytes) * 8e9 / (PACE * targetBps));
    }

    /** A packet of a cluster was sent. */
    void sent(long nowNs, int bytes, int cluster, long sequence) {
        if (step == Step.SENDING && cluster == lastCluster) {
            measurement.sent(nowNs, bytes);
            lastSequence = sequence;
            if (measurement.pacedBytes() >= plannedBytes
                    || measurement.sentBytes() >= BYTES_FACTOR_MAX * plannedBytes) {
                endSending(nowNs);
            }
        }
    }

    private void endSending(long nowNs) {
        step = Step.WAITING;
        sentNs = nowNs;
    }

    /** A packet of a cluster was reported. */
    void received(int cluster, long packetSentNs, long arrivalNs, int bytes) {
        if (step != Step.IDLE && cluster == lastCluster) {
            measurement.received(packetSentNs, arrivalNs, bytes);
        }
    }

    void lost(int cluster) {
        if (step != Step.IDLE && cluster == lastCluster) {
            measurement.lost();
        }
    }

    /**
     * Feedback was read.
     *
     * @param answered number of the newest packet that feedback has come to
     * @return bit/s that the path has just been shown to carry; negative if nothing new is known
     */
    double answered(long nowNs, long answered) {
        if (step == Step.WAITING && (answered >= lastSequence || nowNs - sentNs > ANSWER_NS_MAX)) {
            step = Step.IDLE;
            return judge(nowNs);
        }
        return -1;
    }

    /** Gives up waiting where no feedback comes at all. */
    void expire(long nowNs) {
        if ((step == Step.WAITING && nowNs - sentNs > ANSWER_NS_MAX)
                || (step == Step.SENDING && nowNs - beganNs > overdueNs + ANSWER_NS_MAX)) {
            step = Step.IDLE;
            conclude(nowNs, Result.UNKNOWN, -1);
        }
    }

    private double judge(long nowNs) {
        double sentBps = measurement.sentBps();
        double receivedBps = measurement.receivedBps();
        int sent = measurement.sentPackets();
        whole = measurement.lostPackets() == 0;
        if (measurement.lostPackets() > (1 - ANSWERED) * sent) {
            return conclude(nowNs, Result.LOST, -1);
        }
        if (measurement.receivedPackets() < ANSWERED * sent
                || sentBps < 0
                || receivedBps < 0
                || receivedBps > RATIO_MAX * sentBps) {
            return conclude(nowNs, Result.UNKNOWN, -1);
        }
        return receivedBps < UNSATURATED * sentBps
                ? conclude(nowNs, Result.LIMITED, UTILISATION * receivedBps)
                : conclude(nowNs, Result.CARRIED, Math.min(sentBps, receivedBps));
    }

    private double conclude(long nowNs, Result newResult, double bps) {
        result = newResult;
        resultBps = bps;
        switch (newResult) {
            case CARRIED, NONE -> {
                unknown = 0;
                limited = 0;
                lost = 0;
            }
            case UNKNOWN -> unknown = waitFor(nowNs, UNKNOWN_WAIT_NS, unknown);
            case LIMITED -> limited = waitFor(nowNs, LIMITED_WAIT_NS, limited);
            case LOST -> lost = waitFor(nowNs, LOST_WAIT_NS, lost);
        }
        return bps;
    }

    /** It was carried, but for other reasons the estimate did not follow: probing again would tell nothing new. */
    void inVain(long nowNs) {
        limited = waitFor(nowNs, LIMITED_WAIT_NS, limited);
    }

    /** The path is not what it was when the last probe failed: the next need not wait. */
    void forgive() {
        waits = false;
        limited = 0;
    }

    private int waitFor(long nowNs, long[] waitsNs, int failures) {
        waits = true;
        waitUntilNs = nowNs + waitsNs[Math.min(failures, waitsNs.length - 1)];
        return failures + 1;
    }

    /** Whether nothing of the last probe was lost. */
    boolean isWhole() {
        return whole;
    }

    /** What the path carries, if the last probe filled it; otherwise negative. */
    double capacityBps() {
        return result == Result.LIMITED ? resultBps / UTILISATION : -1;
    }

    /** What the last probe said. */
    public Result result() {
        return result;
    }

    /** What the last probe measured, bit/s; negative if nothing. */
    public long resultBps() {
        return (long) resultBps;
    }

    /** The rate of the last probe, bit/s. */
    public long targetBps() {
        return (long) targetBps;
    }
}

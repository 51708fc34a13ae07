package dev.treecast.webrtc.rtp;

/**
 * What bitrate to allow a publisher (REMB) that gives no transport-wide sequence numbers.
 *
 * <p>This is loss-based only: it does not see queues grow, so on a path with a deep buffer it lets delay build up
 * before it reacts. It never takes the allowance below what loss demands: as long as loss stays under the threshold
 * the allowance is the larger of where it was (it starts at 1 Mbit/s) and 1.5 times what arrives, so that a loss-free
 * publisher reaches its target within seconds and a quiet scene takes nothing away.
 */
public final class RembEstimator {
    /** The received rate is taken over at least this long, so that one keyframe does not decide it. */
    private static final long RATE_WINDOW_NS = 500_000_000L;

    private static final double HEADROOM = 1.5;
    private static final long BITS_TIMES_NS = 8L * 1_000_000_000L;

    /**
     * @param startBps bit/s allowed at first: 1 Mbit/s, a modest 720p
     * @param bitrateBpsMin bit/s never gone below: 100 kbit/s, or loss on one bad second would silence a publisher
     * @param bitrateBpsMax bit/s never gone above: 10 Mbit/s, what 1080p60 of a game takes
     * @param lossThreshold fraction of packets lost that makes it step down; 0.1 as in libwebrtc's sender
     */
    public record Options(long startBps, long bitrateBpsMin, long bitrateBpsMax, double lossThreshold) {
        public static Options defaults() {
            return new Options(1_000_000L, 100_000L, 10_000_000L, 0.1);
        }
    }

    private final Options options;

    private double estimateBps;
    private long receivedBps;
    private boolean started;
    private long windowBeganNs;
    private long windowBytes;

    public RembEstimator(Options options) {
        this.options = options;
        this.estimateBps = Math.min(options.startBps(), options.bitrateBpsMax());
    }

    /** A packet of any of the publisher's streams came. */
    public void onPacket(int bytes, long nowNs) {
        if (!started) {
            started = true;
            windowBeganNs = nowNs;
        }
        windowBytes += bytes;
        closeWindow(nowNs);
    }

    private void closeWindow(long nowNs) {
        long elapsedNs = nowNs - windowBeganNs;
        if (started && elapsedNs >= RATE_WINDOW_NS) {
            receivedBps = (long) ((double) windowBytes * BITS_TIMES_NS / elapsedNs);
            windowBytes = 0;
            windowBeganNs = nowNs;
        }
    }

    /**
     * Steps the estimate; once per report interval.
     *
     * @param lossFraction of the packets since the last call, 0 to 1
     * @return bit/s to allow
     */
    public long update(double lossFraction, long nowNs) {
        closeWindow(nowNs);
        if (lossFraction > options.lossThreshold()) {
            // From what got through, where that is less: an allowance that was never used says nothing of the path.
            double used = receivedBps > 0 ? Math.min(estimateBps, receivedBps * HEADROOM) : estimateBps;
            estimateBps = used * (1 - 0.5 * Math.min(lossFraction, 1));
        } else {
            estimateBps = Math.max(estimateBps, receivedBps * HEADROOM);
        }
        estimateBps = Math.clamp(estimateBps, (double) options.bitrateBpsMin(), (double) options.bitrateBpsMax());
        return estimateBps();
    }

    /** bit/s. */
    public long estimateBps() {
        return (long) estimateBps;
    }

    /** What arrives, bit/s, 0 in the first half second. */
    public long receivedBps() {
        return receivedBps;
    }
}

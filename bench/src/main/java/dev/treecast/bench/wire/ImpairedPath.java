package dev.treecast.bench.wire;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides for each packet of one direction whether it arrives, how often and when. No clock, no packets: times and lengths come in, fates go out.
 *
 * <p>A packet first meets loss, then the bottleneck with its queue, then delay and jitter: what is lost takes no room in the queue, as when a radio
 * link loses it before the line. A change of the rate holds for packets that come after it.
 */
final class ImpairedPath {
    /** Most copies that a packet may come in. */
    static final int COPIES_MAX = 2;

    private static final int PORTS = 1 << 16;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_BIT_AT_1_MBPS = 1_000;

    private final RandomGenerator random;
    /** When a bottleneck has sent all that it has: by port, or that of all at 0. */
    private final long[] lineFreeNs = new long[PORTS];

    private Impairments impairments;
    private boolean inBurst;
    private long lastDueNs = Long.MIN_VALUE;

    private long offered;
    private long lost;
    private long tailDropped;
    private long duplicated;

    ImpairedPath(Impairments impairments, RandomGenerator random) {
        this.impairments = impairments;
        this.random = random;
        Arrays.fill(lineFreeNs, Long.MIN_VALUE);
    }

    void change(Impairments to) {
        impairments = to;
    }

    /**
     * A packet enters.
     *
     * @param length in bytes, with its IP header
     * @param port that it goes to
     * @param dueNs takes when each copy leaves, {@link #COPIES_MAX} at most
     * @return how many copies leave: 0, 1 or 2
     */
    int offer(long nowNs, int length, int port, long[] dueNs) {
        offered++;
        if (isLost()) {
            lost++;
            return 0;
        }
        int copies = happens(impairments.duplicate()) ? 2 : 1;
        duplicated += copies - 1;
        int leaving = 0;
        for (int i = 0; i < copies; i++) {
            long throughNs = throughBottleneck(nowNs, length, impairments.perPort() ? port : 0);
            if (throughNs == Long.MIN_VALUE) {
                tailDropped++;
            } else {
                dueNs[leaving++] = afterDelay(throughNs);
            }
        }
        return leaving;
    }

    private boolean isLost() {
        if (impairments.burstEnter() > 0) {
            inBurst = inBurst ? !happens(impairments.burstLeave()) : happens(impairments.burstEnter());
            if (inBurst) {
                return true;
            }
        }
        return happens(impairments.loss());
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** When the last bit has passed the bottleneck; {@code Long.MIN_VALUE} when the queue is full. */
    private long throughBottleneck(long nowNs, int length, int line) {
        if (impairments.rateMbps() == 0) {
            return nowNs;
        }
        long startNs = Math.max(lineFreeNs[line], nowNs);
        if (impairments.queueMs() > 0 && startNs - nowNs > impairments.queueMs() * NS_PER_MS) {
            return Long.MIN_VALUE;
        }
        lineFreeNs[line] = startNs + (long) (length * 8 * NS_PER_BIT_AT_1_MBPS / impairments.rateMbps());
        return lineFreeNs[line];
    }

    private long afterDelay(long throughNs) {
        double jitterMs = impairments.jitterMs() > 0 ? random.nextDouble() * impairments.jitterMs() : 0;
        long dueNs = throughNs + (long) ((impairments.delayMs() + jitterMs) * NS_PER_MS);
        if (!impairments.reorder()) {
            dueNs = Math.max(dueNs, lastDueNs);
        }
        lastDueNs = Math.max(dueNs, lastDueNs);
        return dueNs;
    }

    long offered() {
        return offered;
    }

    long lost() {
        return lost;
    }

    long tailDropped() {
        return tailDropped;
    }

    long duplicated() {
        return duplicated;
    }
}

package dev.treecast.bench.wire;

/**
 * What happens to packets in one direction.
 *
 * @param delayMs that each packet takes
 * @param jitterMs on top of that, uniformly between 0 and this
 * @param reorder whether jitter may let packets overtake each other; otherwise one that is late holds up those behind it
 * @param loss probability that a packet is lost, independently of others
 * @param burstEnter Gilbert's model: probability that a packet is the first of a lossy spell; all in it are lost
 * @param burstLeave probability that a packet of a spell ends it, and passes
 * @param duplicate probability that a packet comes twice
 * @param rateMbps of the bottleneck; 0: none
 * @param queueMs what waits before the bottleneck at most, as the time that it takes to send; packets beyond it are dropped; 0: no bound
 * @param perPort whether each UDP port at the far end has a bottleneck and a queue of its own
 */
public record Impairments(
        double delayMs,
        double jitterMs,
        boolean reorder,
        double loss,
        double burstEnter,
        double burstLeave,
        double duplicate,
        double rateMbps,
        double queueMs,
        boolean perPort) {
    /** A cable. */
    public static final Impairments NONE = new Impairments(0, 0, false, 0, 0, 0, 0, 0, 0, false);

    public Impairments {
        if (delayMs < 0 || jitterMs < 0 || rateMbps < 0 || queueMs < 0) {
            throw new IllegalArgumentException("times and rates are not negative");
        }
        requireProbability(loss);
        requireProbability(burstEnter);
        requireProbability(burstLeave);
        requireProbability(duplicate);
    }

    private static void requireProbability(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a probability lies between 0 and 1");
        }
    }

    /** The same with another delay, ms. */
    public Impairments delayed(double ms) {
        return new Impairments(
                ms, jitterMs, reorder, loss, burstEnter, burstLeave, duplicate, rateMbps, queueMs, perPort);
    }

    /** The same with another loss, 0 to 1. */
    public Impairments losing(double share) {
        return new Impairments(
                delayMs, jitterMs, reorder, share, burstEnter, burstLeave, duplicate, rateMbps, queueMs, perPort);
    }

    /** The same with another bottleneck. */
    public Impairments throttled(double mbps, double ms) {
        return new Impairments(delayMs, jitterMs, reorder, loss, burstEnter, burstLeave, duplicate, mbps, ms, perPort);
    }

    /** The same with a bottleneck for each port instead of one for all. */
    public Impairments withBottleneckEach() {
        return new Impairments(
                delayMs, jitterMs, reorder, loss, burstEnter, burstLeave, duplicate, rateMbps, queueMs, true);
    }
}

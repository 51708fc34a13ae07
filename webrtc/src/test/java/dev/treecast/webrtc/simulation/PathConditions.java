package dev.treecast.webrtc.simulation;

/**
 * What a path does to datagrams, in one direction.
 *
 * @param delayNs one-way delay
 * @param jitterNs added uniformly, 0 to this; datagrams may overtake each other
 * @param loss probability that a datagram is lost
 * @param duplication probability that it arrives twice
 */
public record PathConditions(long delayNs, long jitterNs, double loss, double duplication) {

    /** 10 ms, nothing lost. */
    public static PathConditions clean() {
        return new PathConditions(10_000_000, 0, 0, 0);
    }

    public PathConditions withLoss(double probability) {
        return new PathConditions(delayNs, jitterNs, probability, duplication);
    }

    public PathConditions withJitterNs(long ns) {
        return new PathConditions(delayNs, ns, loss, duplication);
    }

    public PathConditions withDuplication(double probability) {
        return new PathConditions(delayNs, jitterNs, loss, probability);
    }
}

package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.NEVER;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Delays between regions, and which of them cannot reach each other just now. */
final class Network {
    private static final int REGIONS = Region.values().length;

    /** Of datagrams, within a region and between two. */
    private static final double LOSS_NEAR = 0.0005;

    private static final double LOSS_FAR = 0.005;

    /** SCTP and DTLS send again what was lost after so long. */
    static final long RETRANSMISSION_NS = 400 * MS;

    private final long[][] oneWayNs = new long[REGIONS][REGIONS];
    private final long[][] cutNs = new long[REGIONS][REGIONS];
    private final long[][] healedNs = new long[REGIONS][REGIONS];
    private final SplittableRandom random;

    Network(SplittableRandom random) {
        this.random = random;
        for (Region one : Region.values()) {
            for (Region other : Region.values()) {
                oneWayNs[one.index][other.index] = one.oneWayNs(other);
            }
            Arrays.fill(cutNs[one.index], NEVER);
        }
    }

    long oneWayNs(Region one, Region other) {
        return oneWayNs[one.index][other.index];
    }

    /** Of one datagram that is sent until it arrives. */
    long deliveryNs(Region one, Region other) {
        long spanNs = oneWayNs(one, other);
        spanNs += random.nextLong(spanNs / 10 + 1);
        double loss = one == other ? LOSS_NEAR : LOSS_FAR;
        while (random.nextDouble() < loss) {
            spanNs += RETRANSMISSION_NS;
        }
        return spanNs;
    }

    boolean isCut(Region one, Region other) {
        return cutNs[one.index][other.index] != NEVER;
    }

    /** Since when; {@link Timeline#NEVER} where they reach each other. */
    long cutNs(Region one, Region other) {
        return cutNs[one.index][other.index];
    }

    /** When they last could again. */
    long healedNs(Region one, Region other) {
        return healedNs[one.index][other.index];
    }

    /** Parts a region from all others, or joins it to them. */
    void cut(Region region, boolean cut, long nowNs) {
        for (Region other : Region.values()) {
            if (other != region) {
                set(region.index, other.index, cut, nowNs);
                set(other.index, region.index, cut, nowNs);
            }
        }
    }

    private void set(int one, int other, boolean cut, long nowNs) {
        cutNs[one][other] = cut ? nowNs : NEVER;
        if (!cut) {
            healedNs[one][other] = nowNs;
        }
    }
}

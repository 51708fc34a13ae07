package dev.treecast.tree.membership;

import java.util.random.RandomGenerator;

/** Times of things to come. */
final class Deadlines {
    /** Later than any. */
    static final long NEVER = Long.MAX_VALUE;

    private Deadlines() {}

    /** A time between half of {@code spanNs} and one and a half from now, so that what began together does not go on together. */
    static long jittered(long nowNs, long spanNs, RandomGenerator random) {
        return nowNs + spanNs / 2 + random.nextLong(spanNs + 1);
    }
}

package dev.treecast.sdk;

import java.util.random.RandomGenerator;

/** How long to wait before the next attempt to connect: twice as long each time, and spread so that games do not come back in step. */
final class Backoff {
    private final long firstMs;
    private final long longestMs;
    private final RandomGenerator random;

    private int failures;

    Backoff(long firstMs, long longestMs, RandomGenerator random) {
        this.firstMs = firstMs;
        this.longestMs = longestMs;
        this.random = random;
    }

    /** From half of the wait up to the whole of it. */
    long nextMs() {
        long wholeMs = Math.min(longestMs, firstMs << Math.min(failures, 20));
        failures++;
        return wholeMs / 2 + random.nextLong(wholeMs / 2 + 1);
    }

    /** A connection has held. */
    void reset() {
        failures = 0;
    }
}

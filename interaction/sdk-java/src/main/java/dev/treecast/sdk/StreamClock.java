package dev.treecast.sdk;

/**
 * Stream time as the server has it, estimated from its answers to {@code time}: of the last few, the one with the shortest round trip says it
 * best, as a detour only ever adds. Written by the loop, read by any thread.
 */
final class StreamClock {
    /** Answers that count: at one in 5 s the last 40 s, in which a clock drifts by a few milliseconds at most. */
    private static final int SAMPLES = 8;

    private final long[] roundTripsNs = new long[SAMPLES];
    private final long[] offsetsUs = new long[SAMPLES];
    private int samples;

    private volatile long offsetUs;
    private volatile boolean known;

    /** The greeting's time, with no round trip known: good enough until the first answer. */
    void greeted(long nowNs, long timeUs) {
        samples = 0;
        offsetUs = timeUs - nowNs / 1_000;
        known = true;
    }

    /** @param sentNs when the question was sent */
    void answered(long nowNs, long sentNs, long timeUs) {
        long roundTripNs = nowNs - sentNs;
        if (roundTripNs < 0) {
            return;
        }
        roundTripsNs[samples % SAMPLES] = roundTripNs;
        offsetsUs[samples % SAMPLES] = timeUs - (nowNs - roundTripNs / 2) / 1_000;
        samples++;
        int best = 0;
        for (int i = 1; i < Math.min(samples, SAMPLES); i++) {
            best = roundTripsNs[i] < roundTripsNs[best] ? i : best;
        }
        offsetUs = offsetsUs[best];
    }

    /** Microseconds since 1970. */
    long nowUs(long nowNs) {
        return known ? offsetUs + nowNs / 1_000 : System.currentTimeMillis() * 1_000;
    }

    boolean known() {
        return known;
    }
}

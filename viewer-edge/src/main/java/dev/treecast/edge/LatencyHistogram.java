package dev.treecast.edge;

import java.util.concurrent.atomic.LongAdder;

/** How often latencies were within bounds, as Prometheus counts: each loop adds, any thread reads. */
public final class LatencyHistogram {
    /** Upper bounds, seconds. Fine around what is good, coarse beyond what anybody wants; the last bucket has no bound. */
    private static final double[] BOUNDS_S = {
        0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5
    };

    private final LongAdder[] counts = new LongAdder[BOUNDS_S.length + 1];
    private final LongAdder sumUs = new LongAdder();

    public LatencyHistogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Counts a latency, so many times; one below nothing, which clocks that disagree can make, as nothing. */
    void add(long latencyNs, int times) {
        long ns = Math.max(0, latencyNs);
        int bucket = 0;
        while (bucket < BOUNDS_S.length && ns > BOUNDS_S[bucket] * 1e9) {
            bucket++;
        }
        counts[bucket].add(times);
        sumUs.add(ns / 1_000 * times);
    }

    /** Upper bounds in seconds, rising, without the last bucket's. */
    public double[] boundsSeconds() {
        return BOUNDS_S.clone();
    }

    /** Of each bucket alone, one more than there are bounds. */
    public long[] counts() {
        long[] now = new long[counts.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts[i].sum();
        }
        return now;
    }

    public double sumSeconds() {
        return sumUs.sum() / 1e6;
    }
}

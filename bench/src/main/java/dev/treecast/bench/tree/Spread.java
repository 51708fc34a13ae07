package dev.treecast.bench.tree;

import org.HdrHistogram.Histogram;

/**
 * A distribution.
 *
 * @param count values in it; with 0 all others are 0
 */
public record Spread(long count, double mean, double p50, double p95, double p99, double max) {
    static final int DIGITS = 3;
    private static final double NS_PER_MS = 1e6;

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Of nanoseconds, in ms. */
    static Spread ms(Histogram histogram) {
        return of(histogram, NS_PER_MS);
    }

    static Spread of(Histogram histogram) {
        return of(histogram, 1);
    }

    private static Spread of(Histogram histogram, double unit) {
        if (histogram.getTotalCount() == 0) {
            return new Spread(0, 0, 0, 0, 0, 0);
        }
        return new Spread(
                histogram.getTotalCount(),
                histogram.getMean() / unit,
                histogram.getValueAtPercentile(50) / unit,
                histogram.getValueAtPercentile(95) / unit,
                histogram.getValueAtPercentile(99) / unit,
                histogram.getMaxValue() / unit);
    }
}

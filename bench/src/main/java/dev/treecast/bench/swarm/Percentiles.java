package dev.treecast.bench.swarm;

import org.HdrHistogram.Histogram;

/**
 * What reports say of a distribution. Milliseconds, but for the count.
 *
 * @param count values in it; with 0 all others are 0
 */
public record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {
    private static final double NS_PER_MS = 1e6;

    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);

    /** @param histogram of nanoseconds */
    public static Percentiles ofNs(Histogram histogram) {
        return new Percentiles(
                histogram.getTotalCount(),
                ms(histogram, 50),
                ms(histogram, 90),
                ms(histogram, 99),
                ms(histogram, 99.9),
                histogram.getMaxValue() / NS_PER_MS);
    }

    private static double ms(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NS_PER_MS;
    }
}

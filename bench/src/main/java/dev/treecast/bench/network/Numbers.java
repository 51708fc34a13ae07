package dev.treecast.bench.network;

import java.util.List;
import java.util.Locale;

/** Numbers in words, and the middle of them. */
final class Numbers {
    private Numbers() {}

    static String ms(double value) {
        return Double.isNaN(value) ? "never" : text(value, 0) + " ms";
    }

    static String seconds(double value) {
        return Double.isNaN(value) ? "never" : text(value, 2) + " s";
    }

    /** @param share 0 to 1 */
    static String percent(double share, int decimals) {
        return text(share * 100, decimals) + " %";
    }

    static String text(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** The value that this share lies below or at; NaN where there is none. */
    static double quantile(List<Double> values, double share) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.clamp((long) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1));
    }

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }
}

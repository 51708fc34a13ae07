package dev.treecast.server.http;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Something that counts. It names its counters once, when the first scrape comes, and is read at every scrape from then on, on any thread;
 * so it counts in {@code LongAdder}s or publishes snapshots. No label may grow with streams or the audience; rows that come and go, such as one a
 * link, are read anew at each scrape, and are bounded by what they stand for.
 */
public interface MetricsSource {

    void bind(MetricsSink sink);

    /** @param labels values, in the order of the names */
    record Row(List<String> labels, double value) {}

    /** Where counters and gauges are named. Names are dotted, with the unit last: {@code treecast.media.sent.bytes}. */
    interface MetricsSink {

        /**
         * @param total only ever grows
         * @param labels name, value, name, value …
         */
        void counter(String name, String help, DoubleSupplier total, String... labels);

        void gauge(String name, String help, DoubleSupplier value, String... labels);

        /**
         * A counter with a row for each of several things; those that are gone are left out.
         *
         * @param labels names; each row has a value for each
         * @param rows no two with the same values of labels
         */
        void counters(String name, String help, List<String> labels, Supplier<List<Row>> rows);

        /**
         * How often something was within bounds.
         *
         * @param bounds upper ones, rising; one more bucket has none
         * @param counts of each bucket alone
         * @param sum of all that was measured
         */
        void histogram(String name, String help, double[] bounds, Supplier<long[]> counts, DoubleSupplier sum);

        /** As {@link #counters}, of what also falls. */
        void gauges(String name, String help, List<String> labels, Supplier<List<Row>> rows);
    }
}

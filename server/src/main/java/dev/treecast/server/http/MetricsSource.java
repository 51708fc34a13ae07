package dev.treecast.server.http;

import java.util.function.DoubleSupplier;

/**
 * Something that counts. It names its counters once, when the first scrape comes, and is read at every scrape from then on, on any thread;
 * so it counts in {@code LongAdder}s or publishes snapshots. Labels are fixed at that moment: none may grow with streams or the audience.
 */
public interface MetricsSource {

    void bind(MetricsSink sink);

    /** Where counters and gauges are named. Names are dotted, with the unit last: {@code treecast.media.sent.bytes}. */
    interface MetricsSink {

        /**
         * @param total only ever grows
         * @param labels name, value, name, value …
         */
        void counter(String name, String help, DoubleSupplier total, String... labels);

        void gauge(String name, String help, DoubleSupplier value, String... labels);
    }
}

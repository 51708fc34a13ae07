package dev.treecast.server.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}, in Prometheus' text format. The registry is built at the first scrape, off the HTTP loop: loading Micrometer would
 * cost the start a fifth of a second.
 */
final class MetricsRoute {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final List<MetricsSource> sources;
    private @Nullable Registry registry;

    MetricsRoute(List<MetricsSource> sources) {
        this.sources = List.copyOf(sources);
    }

    void mount(Router router) {
        router.get("/metrics").handler(this::scrape);
    }

    private void scrape(RoutingContext context) {
        context.vertx()
                .executeBlocking(() -> registry().scrape(), true)
                .onSuccess(text -> context.response()
                        .putHeader("Content-Type", TEXT_FORMAT)
                        .putHeader("Cache-Control", "no-store")
                        .end(text))
                .onFailure(context::fail);
    }

    private synchronized Registry registry() {
        Registry existing = registry;
        if (existing != null) {
            return existing;
        }
        Registry made = new Registry();
        sources.forEach(s -> s.bind(made));
        registry = made;
        return made;
    }

    /** Micrometer holds what it reads weakly; this holds it. */
    private static final class Registry implements MetricsSource.MetricsSink {
        private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final List<DoubleSupplier> held = new ArrayList<>();

        Registry() {
            new JvmMemoryMetrics().bindTo(prometheus);
            new JvmThreadMetrics().bindTo(prometheus);
            new ClassLoaderMetrics().bindTo(prometheus);
            new ProcessorMetrics().bindTo(prometheus);
            new FileDescriptorMetrics().bindTo(prometheus);
            new UptimeMetrics().bindTo(prometheus);
        }

        String scrape() {
            return prometheus.scrape(TEXT_FORMAT);
        }

        @Override
        public void counter(String name, String help, DoubleSupplier total, String... labels) {
            held.add(total);
            FunctionCounter.builder(name, total, DoubleSupplier::getAsDouble)
                    .description(help)
                    .tags(labels)
                    .register(prometheus);
        }

        @Override
        public void counters(String name, String help, List<String> labels, Supplier<List<MetricsSource.Row>> rows) {
            String written = written(name);
            register(() -> {
                CounterSnapshot.Builder snapshot =
                        CounterSnapshot.builder().name(written).help(help);
                for (MetricsSource.Row row : rows.get()) {
                    snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(labelled(labels, row))
                            .value(row.value())
                            .build());
                }
                return snapshot.build();
            });
        }

        @Override
        public void histogram(String name, String help, double[] bounds, Supplier<long[]> counts, DoubleSupplier sum) {
            String written = written(name);
            double[] upper = Arrays.copyOf(bounds, bounds.length + 1);
            upper[bounds.length] = Double.POSITIVE_INFINITY;
            register(() -> HistogramSnapshot.builder()
                    .name(written)
                    .help(help)
                    .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(ClassicHistogramBuckets.of(boxed(upper), boxed(counts.get())))
                            .sum(sum.getAsDouble())
                            .build())
                    .build());
        }

        private static List<Double> boxed(double[] values) {
            return Arrays.stream(values).boxed().toList();
        }

        private static List<Long> boxed(long[] values) {
            return Arrays.stream(values).boxed().toList();
        }

        @Override
        public void gauges(String name, String help, List<String> labels, Supplier<List<MetricsSource.Row>> rows) {
            String written = written(name);
            register(() -> {
                GaugeSnapshot.Builder snapshot =
                        GaugeSnapshot.builder().name(written).help(help);
                for (MetricsSource.Row row : rows.get()) {
                    snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(labelled(labels, row))
                            .value(row.value())
                            .build());
                }
                return snapshot.build();
            });
        }

        /** Rows that come and go: Micrometer's meters would stay until somebody removes them. */
        private void register(Collector collector) {
            prometheus.getPrometheusRegistry().register(collector);
        }

        private static Labels labelled(List<String> names, MetricsSource.Row row) {
            return Labels.of(names.toArray(String[]::new), row.labels().toArray(String[]::new));
        }

        private static String written(String name) {
            return name.replace('.', '_');
        }

        @Override
        public void gauge(String name, String help, DoubleSupplier value, String... labels) {
            Gauge.builder(name, value::getAsDouble)
                    .description(help)
                    .tags(labels)
                    .strongReference(true)
                    .register(prometheus);
        }
    }
}

package dev.treecast.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.http.MetricsSource;
import dev.treecast.tree.node.NodeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClusterMetricsTest {
    private static final NodeReport.Link RELAY =
            new NodeReport.Link("relay", true, 12.5, -3.0, 100, 200, 10, 20, 1, new NodeReport.Media(8, 2, 15, 4, 3));
    private static final NodeReport.Link EDGE =
            new NodeReport.Link("edge", false, 0, null, 0, 0, 0, 0, 0, new NodeReport.Media(0, 0, 0, 0, 0));
    private static final NodeReport.Stream SHOW =
            new NodeReport.Stream("show", false, "relay", null, 1, List.of("edge"), null, 0, 0, 0);

    private final Recording sink = new Recording();
    private final KnownDirectory directory = new KnownDirectory();
    private @Nullable NodeReport latest;

    ClusterMetricsTest() {
        new ClusterMetrics(() -> latest, directory).bind(sink);
    }

    private static NodeReport report(List<NodeReport.Link> links) {
        return new NodeReport(5, true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, links, List.of(SHOW));
    }

    @Test
    void shouldHaveARowForEachLink() {
        latest = report(List.of(RELAY, EDGE));
        assertThat(sink.rows("treecast.link.sent.bytes")).isEqualTo(Map.of("relay", 100.0, "edge", 0.0));
        assertThat(sink.rows("treecast.link.received.bytes")).containsEntry("relay", 200.0);
        assertThat(sink.rows("treecast.link.sent.datagrams")).containsEntry("relay", 10.0);
        assertThat(sink.rows("treecast.link.received.datagrams")).containsEntry("relay", 20.0);
        assertThat(sink.rows("treecast.link.rejected.packets")).containsEntry("relay", 1.0);
        assertThat(sink.rows("treecast.link.sent.packets")).containsEntry("relay", 8.0);
        assertThat(sink.rows("treecast.link.repaired.packets")).containsEntry("relay", 2.0);
        assertThat(sink.rows("treecast.link.received.packets")).containsEntry("relay", 15.0);
        assertThat(sink.rows("treecast.link.requested.packets")).containsEntry("relay", 4.0);
        assertThat(sink.rows("treecast.link.lost.packets")).containsEntry("relay", 3.0);
        assertThat(sink.rows("treecast.link.streams"))
                .isEqualTo(Map.of("relay in", 1.0, "relay out", 0.0, "edge in", 0.0, "edge out", 1.0));
    }

    @Test
    void shouldGiveSecondsAndLeaveOutWhatWasNotMeasured() {
        latest = report(List.of(RELAY, EDGE));
        assertThat(sink.rows("treecast.link.round.trip.seconds")).isEqualTo(Map.of("relay", 0.0125));
        assertThat(sink.rows("treecast.link.clock.offset.seconds")).isEqualTo(Map.of("relay", -0.003));
    }

    @Test
    void shouldForgetALinkThatIsDown() {
        latest = report(List.of(RELAY, EDGE));
        assertThat(sink.rows("treecast.link.sent.bytes")).containsKey("relay");
        latest = report(List.of(EDGE));
        for (String name : sink.rows.keySet()) {
            assertThat(sink.rows(name).keySet()).as(name).noneMatch(row -> row.startsWith("relay"));
        }
    }

    @Test
    void shouldTellOfTheNode() {
        latest = report(List.of(RELAY, EDGE));
        assertThat(sink.value("treecast.node.streams")).isEqualTo(1);
        assertThat(sink.value("treecast.node.links")).isEqualTo(2);
        assertThat(sink.value("treecast.node.children")).isEqualTo(5);
        assertThat(sink.value("treecast.node.draining")).isEqualTo(1);
        assertThat(sink.value("treecast.node.failovers")).isEqualTo(1);
        assertThat(sink.value("treecast.node.hedges")).isEqualTo(2);
        assertThat(sink.value("treecast.node.distrusted")).isEqualTo(7);
        assertThat(sink.value("treecast.node.dropped.packets")).isEqualTo(8);
        assertThat(sink.value("treecast.node.parent.changes")).isEqualTo(9);
        assertThat(sink.value("treecast.node.lost.parcels")).isEqualTo(10);
        assertThat(sink.value("treecast.node.strangers")).isEqualTo(11);
        assertThat(sink.value("treecast.node.untrusted")).isEqualTo(12);
    }

    @Test
    void shouldTellOfTheClusterAlsoBeforeTheFirstReport() {
        directory.add("edge-1", Map.of());
        assertThat(sink.value("treecast.cluster.nodes")).isEqualTo(2);
        assertThat(sink.value("treecast.cluster.directory.reachable")).isEqualTo(1);
        directory.state = "away";
        assertThat(sink.value("treecast.cluster.directory.reachable")).isZero();
        assertThat(sink.value("treecast.node.links")).isZero();
        assertThat(sink.rows("treecast.link.sent.bytes")).isEmpty();
    }

    /** The table of the docs and what is bound name the same, with Prometheus' endings. */
    @Test
    void shouldBeInTheDocs() throws IOException {
        String table = Files.readString(Path.of("../docs/protocols/http.md"));
        assertThat(sink.written())
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(table).contains("`" + name + "`"));
        List<String> documented = Pattern.compile("`(treecast_(?:link|node|cluster)_[a-z_]+)`")
                .matcher(table)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(sink.written());
    }

    /** Keeps what is bound, to be read as a scrape would. */
    private static final class Recording implements MetricsSource.MetricsSink {
        final Map<String, DoubleSupplier> values = new HashMap<>();
        final Map<String, Supplier<List<MetricsSource.Row>>> rows = new HashMap<>();
        final List<String> counters = new ArrayList<>();

        double value(String name) {
            return Objects.requireNonNull(values.get(name), name).getAsDouble();
        }

        Map<String, Double> rows(String name) {
            Map<String, Double> result = new HashMap<>();
            for (MetricsSource.Row row :
                    Objects.requireNonNull(rows.get(name), name).get()) {
                Double twice = result.put(String.join(" ", row.labels()), row.value());
                assertThat(twice).as("%s %s", name, row).isNull();
            }
            return result;
        }

        List<String> written() {
            return Stream.concat(values.keySet().stream(), rows.keySet().stream())
                    .map(name -> name.replace('.', '_') + (counters.contains(name) ? "_total" : ""))
                    .toList();
        }

        @Override
        public void counter(String name, String help, DoubleSupplier total, String... labels) {
            counters.add(name);
            values.put(name, total);
        }

        @Override
        public void gauge(String name, String help, DoubleSupplier value, String... labels) {
            values.put(name, value);
        }

        @Override
        public void counters(String name, String help, List<String> labels, Supplier<List<MetricsSource.Row>> bound) {
            counters.add(name);
            rows.put(name, bound);
        }

        @Override
        public void histogram(String name, String help, double[] bounds, Supplier<long[]> counts, DoubleSupplier sum) {}

        @Override
        public void gauges(String name, String help, List<String> labels, Supplier<List<MetricsSource.Row>> bound) {
            rows.put(name, bound);
        }
    }
}

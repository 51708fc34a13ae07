package dev.treecast.server.cluster;

import dev.treecast.server.http.MetricsSource;
import dev.treecast.tree.node.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A node's counters for Prometheus: its links, itself, and what it knows of the cluster. A link that is down is in no row. */
final class ClusterMetrics implements MetricsSource {
    private static final double MS_PER_SECOND = 1_000;
    private static final List<String> PEER = List.of("peer");

    private final Supplier<@Nullable NodeReport> latest;
    private final NodeDirectory directory;

    /** @param latest the node's last report, a second old at most; null before the first */
    ClusterMetrics(Supplier<@Nullable NodeReport> latest, NodeDirectory directory) {
        this.latest = latest;
        this.directory = directory;
    }

    @Override
    public void bind(MetricsSink sink) {
        bindLinks(sink);
        bindMedia(sink);
        bindNode(sink);
        sink.gauge(
                "treecast.cluster.nodes",
                "Nodes that are known, this one included",
                () -> directory.others().size() + 1);
        sink.gauge(
                "treecast.cluster.directory.reachable",
                "1 while the directory answers; always in a tree without Redis",
                () -> directory.state().state().equals("connected") ? 1 : 0);
    }

    private void bindLinks(MetricsSink sink) {
        sink.gauges(
                "treecast.link.round.trip.seconds",
                "Round trip of a link, once it was measured",
                PEER,
                () -> rows(link -> link.roundTripMs() > 0 ? link.roundTripMs() / MS_PER_SECOND : null));
        sink.gauges(
                "treecast.link.clock.offset.seconds",
                "The other node's clock less this one's, once it was measured",
                PEER,
                () -> rows(link -> link.clockOffsetMs() == null ? null : link.clockOffsetMs() / MS_PER_SECOND));
        sink.gauges(
                "treecast.link.streams",
                "Streams on a link, by direction",
                List.of("peer", "direction"),
                this::streams);
        counters(sink, "treecast.link.sent.bytes", "Bytes sent over a link", NodeReport.Link::sentBytes);
        counters(sink, "treecast.link.received.bytes", "Bytes received over a link", NodeReport.Link::receivedBytes);
        counters(sink, "treecast.link.sent.datagrams", "Datagrams sent over a link", NodeReport.Link::sentDatagrams);
        counters(
                sink,
                "treecast.link.received.datagrams",
                "Datagrams received over a link",
                NodeReport.Link::receivedDatagrams);
        counters(
                sink,
                "treecast.link.rejected.packets",
                "Packets of a link that were not authentic, or had come before",
                NodeReport.Link::rejected);
    }

    private void bindMedia(MetricsSink sink) {
        counters(
                sink,
                "treecast.link.sent.packets",
                "Packets of media sent over a link, each once",
                link -> link.media().sent());
        counters(
                sink,
                "treecast.link.repaired.packets",
                "Packets of media sent again over a link because they were missed there",
                link -> link.media().repaired());
        counters(
                sink,
                "treecast.link.received.packets",
                "Packets of media received over a link",
                link -> link.media().received());
        counters(
                sink,
                "treecast.link.requested.packets",
                "Packets of media asked for again over a link",
                link -> link.media().requested());
        counters(
                sink,
                "treecast.link.lost.packets",
                "Packets of media that never came over a link",
                link -> link.media().lost());
    }

    private void bindNode(MetricsSink sink) {
        node(
                sink::gauge,
                "treecast.node.streams",
                "Streams published or taken here",
                report -> report.streams().size());
        node(
                sink::gauge,
                "treecast.node.links",
                "Links that are up",
                report -> report.links().size());
        node(
                sink::gauge,
                "treecast.node.children",
                "Streams sent to other nodes, each receiver counted",
                NodeReport::children);
        node(
                sink::gauge,
                "treecast.node.draining",
                "1 while the node hands over what it has",
                report -> report.draining() ? 1 : 0);
        node(
                sink::counter,
                "treecast.node.parent.changes",
                "Streams that came from another parent than before",
                NodeReport::parentChanges);
        node(sink::counter, "treecast.node.failovers", "Parents that were lost", NodeReport::failovers);
        node(sink::counter, "treecast.node.hedges", "Standbys asked because a parent was quiet", NodeReport::hedges);
        node(sink::counter, "treecast.node.redirects", "Nodes sent elsewhere", NodeReport::redirects);
        node(sink::counter, "treecast.node.refusals", "Nodes refused", NodeReport::refusals);
        node(sink::counter, "treecast.node.lies", "Paths and greetings that cannot be", NodeReport::lies);
        node(sink::counter, "treecast.node.refused.keys", "Key messages refused", NodeReport::refusedKeys);
        node(
                sink::counter,
                "treecast.node.distrusted",
                "Parents left because what they sent did not authenticate",
                NodeReport::distrusted);
        node(
                sink::counter,
                "treecast.node.strangers",
                "Requests for a link that were not answered: without the cluster's secret, or beyond the bound",
                NodeReport::strangers);
        node(
                sink::counter,
                "treecast.node.untrusted",
                "Links that ended before their other end had shown a certificate that counts",
                NodeReport::untrusted);
        node(
                sink::counter,
                "treecast.node.dropped.packets",
                "Packets that could not be forwarded",
                NodeReport::dropped);
        node(
                sink::counter,
                "treecast.node.lost.parcels",
                "Messages of viewers that had no node to go to",
                NodeReport::parcelsLost);
    }

    /** {@link MetricsSink#counter} or {@link MetricsSink#gauge}. */
    private interface Kind {
        void bind(String name, String help, DoubleSupplier value, String... labels);
    }

    private void node(Kind kind, String name, String help, ToDoubleFunction<NodeReport> value) {
        kind.bind(name, help, () -> {
            NodeReport report = latest.get();
            return report == null ? 0 : value.applyAsDouble(report);
        });
    }

    private void counters(MetricsSink sink, String name, String help, ToLongFunction<NodeReport.Link> total) {
        sink.counters(name, help, PEER, () -> rows(link -> (double) total.applyAsLong(link)));
    }

    /** A row for each link that has a value. */
    private List<Row> rows(Function<NodeReport.Link, @Nullable Double> value) {
        List<Row> rows = new ArrayList<>();
        for (NodeReport.Link link : links()) {
            Double known = value.apply(link);
            if (known != null) {
                rows.add(new Row(List.of(link.node()), known));
            }
        }
        return rows;
    }

    private List<NodeReport.Link> links() {
        NodeReport report = latest.get();
        return report == null ? List.of() : report.links();
    }

    private List<Row> streams() {
        NodeReport report = latest.get();
        if (report == null) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (NodeReport.Link link : report.links()) {
            long in = report.streams().stream()
                    .filter(stream -> link.node().equals(stream.parent()))
                    .count();
            long out = report.streams().stream()
                    .filter(stream -> stream.children().contains(link.node()))
                    .count();
            rows.add(new Row(List.of(link.node(), "in"), in));
            rows.add(new Row(List.of(link.node(), "out"), out));
        }
        return rows;
    }
}

package dev.treecast.server.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.http.ClusterState;
import dev.treecast.tree.node.NodeReport;
import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of what the nodes say of themselves what {@code /api/cluster} shows. Any thread may call. */
final class ClusterReports {
    /** Rates are taken over at least this: pages ask once a second, and each other. */
    private static final long RATE_NS = 800_000_000L;

    private record Totals(long atNs, long sentBytes, long receivedBytes, long sentBps, long receivedBps) {}

    private final ClusterOptions options;
    private final NodePki pki;
    private final NodeDirectory directory;
    private final ObjectMapper json;
    private final Map<String, Totals> totals = new HashMap<>();

    ClusterReports(ClusterOptions options, NodePki pki, NodeDirectory directory, ObjectMapper json) {
        this.options = options;
        this.pki = pki;
        this.directory = directory;
        this.json = json;
    }

    /** This node. */
    synchronized ClusterState.NodeState of(
            NodeReport told, Map<String, Integer> viewers, boolean draining, long nowNs) {
        List<ClusterState.LinkState> links = new ArrayList<>();
        for (NodeReport.Link link : told.links()) {
            Totals now = rates(link, nowNs);
            links.add(new ClusterState.LinkState(
                    link.node(),
                    link.openedHere(),
                    link.roundTripMs(),
                    link.clockOffsetMs(),
                    now.sentBps,
                    now.receivedBps,
                    link.rejected()));
        }
        totals.keySet()
                .removeIf(node ->
                        told.links().stream().noneMatch(link -> link.node().equals(node)));
        return new ClusterState.NodeState(
                options.nodeId(),
                options.region(),
                labels(pki.roles()),
                options.url().map(Object::toString).orElse(null),
                draining || told.draining(),
                0,
                viewers,
                told.children(),
                options.capacity(),
                new ClusterState.Report(
                        told.failovers(),
                        told.hedges(),
                        told.redirects(),
                        told.refusals(),
                        told.lies(),
                        told.refusedKeys(),
                        told.distrusted(),
                        told.dropped(),
                        links,
                        told.streams()));
    }

    private Totals rates(NodeReport.Link link, long nowNs) {
        Totals before = totals.get(link.node());
        if (before != null && nowNs - before.atNs < RATE_NS) {
            return before;
        }
        long sentBps = 0;
        long receivedBps = 0;
        if (before != null && link.sentBytes() >= before.sentBytes && link.receivedBytes() >= before.receivedBytes) {
            double bitsPerSecond = 8e9 / (nowNs - before.atNs);
            sentBps = Math.round((link.sentBytes() - before.sentBytes) * bitsPerSecond);
            receivedBps = Math.round((link.receivedBytes() - before.receivedBytes) * bitsPerSecond);
        }
        Totals now = new Totals(nowNs, link.sentBytes(), link.receivedBytes(), sentBps, receivedBps);
        totals.put(link.node(), now);
        return now;
    }

    /** The whole cluster. */
    ClusterState state(ClusterState.NodeState self) {
        List<ClusterState.NodeState> nodes = new ArrayList<>();
        nodes.add(self);
        for (NodeDirectory.Entry entry : directory.others()) {
            nodes.add(new ClusterState.NodeState(
                    entry.node().id(),
                    entry.node().region(),
                    labels(entry.node().roles()),
                    entry.url(),
                    entry.node().draining(),
                    entry.ageSeconds(),
                    entry.viewers(),
                    entry.node().children(),
                    entry.node().capacity(),
                    report(entry.report())));
        }
        nodes.sort(Comparator.comparing(ClusterState.NodeState::id));
        return new ClusterState(options.nodeId(), directory.state(), nodes);
    }

    private ClusterState.@Nullable Report report(String text) {
        try {
            return text.isEmpty() ? null : json.readValue(text, ClusterState.Report.class);
        } catch (JsonProcessingException e) {
            return null; // a later version's: what else is known of the node is shown
        }
    }

    private static List<String> labels(Iterable<NodeRole> roles) {
        List<String> labels = new ArrayList<>();
        roles.forEach(role -> labels.add(role.label()));
        labels.sort(Comparator.naturalOrder());
        return labels;
    }
}

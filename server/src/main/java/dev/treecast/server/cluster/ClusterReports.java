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
    private final ClusterOptions options;
    private final NodePki pki;
    private final NodeDirectory directory;
    private final ObjectMapper json;
    private final ProcessLoad load;
    private final Map<String, LinkRates> rates = new HashMap<>();

    ClusterReports(ClusterOptions options, NodePki pki, NodeDirectory directory, ObjectMapper json, ProcessLoad load) {
        this.options = options;
        this.pki = pki;
        this.directory = directory;
        this.json = json;
        this.load = load;
    }

    /** This node. */
    synchronized ClusterState.NodeState of(
            NodeReport told, Map<String, Integer> viewers, boolean draining, long nowNs) {
        load.measure(nowNs);
        Map<String, LinkRates> before = Map.copyOf(rates);
        rates.clear();
        List<ClusterState.LinkState> links = new ArrayList<>();
        for (NodeReport.Link link : told.links()) {
            LinkRates known = before.get(link.node());
            LinkRates now = known == null ? LinkRates.first(link, nowNs) : known.next(link, nowNs);
            rates.put(link.node(), now);
            links.add(state(link, now));
        }
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
                        rounded(load.cpu(), 1e3),
                        load.sentBps(),
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

    private static ClusterState.LinkState state(NodeReport.Link link, LinkRates now) {
        return new ClusterState.LinkState(
                link.node(),
                link.openedHere(),
                Math.round(link.roundTripMs() * 1e3) / 1e3,
                rounded(link.clockOffsetMs(), 1e3),
                now.sentBps(),
                now.receivedBps(),
                rounded(now.lossRatio(), 1e5),
                link.media().lost(),
                link.rejected());
    }

    /** Digits that say nothing would fill a large node's entry in the directory. */
    private static @Nullable Double rounded(@Nullable Double value, double steps) {
        return value == null ? null : Math.round(value * steps) / steps;
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

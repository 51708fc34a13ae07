package dev.treecast.tree.directory;

import dev.treecast.tree.membership.Carrier;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node's copy of the directory, never changed once it is built, so that any thread may read it. */
record ClusterCopy(
        Map<String, NodeEntry> nodes,
        Map<String, Lease> leases,
        Map<String, List<NodeRecord>> relays,
        Map<String, List<Carrier>> carriers) {
    static final ClusterCopy EMPTY = new ClusterCopy(Map.of(), Map.of(), Map.of(), Map.of());

    static ClusterCopy of(Map<String, NodeEntry> nodes, Map<String, Lease> leases) {
        Map<String, List<NodeRecord>> relays = new HashMap<>();
        Map<String, List<Carrier>> carriers = new HashMap<>();
        nodes.forEach((id, entry) -> {
            if (entry.node().is(NodeRole.RELAY)) {
                relays.computeIfAbsent(entry.node().region(), region -> new ArrayList<>())
                        .add(entry.node());
                entry.carries()
                        .forEach((stream, depth) -> carriers.computeIfAbsent(stream, name -> new ArrayList<>())
                                .add(new Carrier(id, depth)));
            }
        });
        return new ClusterCopy(nodes, leases, relays, carriers);
    }
}

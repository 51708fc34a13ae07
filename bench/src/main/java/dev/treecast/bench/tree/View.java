package dev.treecast.bench.tree;

import dev.treecast.tree.membership.Carrier;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.NodeRole;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the cluster at one place: at the directory itself, or in a region, whose nodes all know the same. */
final class View implements DirectoryView {
    private final Map<String, NodeRecord> nodes = new HashMap<>();
    private final Map<String, Map<String, NodeRecord>> relays = new HashMap<>();
    private final Map<String, String> ingestNodes = new LinkedHashMap<>();
    private final Map<String, Map<String, Carrier>> carriers = new HashMap<>();

    void put(NodeRecord node) {
        nodes.put(node.id(), node);
        if (node.is(NodeRole.RELAY)) {
            relays.computeIfAbsent(node.region(), region -> new LinkedHashMap<>())
                    .put(node.id(), node);
        }
    }

    void remove(String id) {
        NodeRecord gone = nodes.remove(id);
        if (gone != null && gone.is(NodeRole.RELAY)) {
            relays.getOrDefault(gone.region(), Map.of()).remove(id);
        }
        carriers.values().forEach(each -> each.remove(id));
    }

    void ingest(String stream, String node) {
        ingestNodes.put(stream, node);
    }

    void over(String stream) {
        ingestNodes.remove(stream);
        carriers.remove(stream);
    }

    void carrier(String stream, Carrier carrier) {
        carriers.computeIfAbsent(stream, name -> new LinkedHashMap<>()).put(carrier.node(), carrier);
    }

    void noCarrier(String stream, String node) {
        Map<String, Carrier> known = carriers.get(stream);
        if (known != null) {
            known.remove(node);
        }
    }

    /** Becomes as another. */
    void copy(View other) {
        nodes.clear();
        relays.clear();
        ingestNodes.clear();
        carriers.clear();
        other.nodes.values().forEach(this::put);
        ingestNodes.putAll(other.ingestNodes);
        other.carriers.forEach((stream, each) -> carriers.put(stream, new LinkedHashMap<>(each)));
    }

    List<String> streams() {
        return List.copyOf(ingestNodes.keySet());
    }

    @Override
    public Optional<NodeRecord> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    @Override
    public Collection<NodeRecord> relays(String region) {
        return relays.getOrDefault(region, Map.of()).values();
    }

    @Override
    public Optional<String> ingestNode(String stream) {
        return Optional.ofNullable(ingestNodes.get(stream));
    }

    @Override
    public Collection<Carrier> carriers(String stream) {
        return carriers.getOrDefault(stream, Map.of()).values();
    }
}

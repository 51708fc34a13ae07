package dev.treecast.tree.node;

import dev.treecast.tree.membership.Carrier;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.simulation.PathConditions;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Some nodes on a simulated network, and what they know of each other. */
final class SimulatedCluster implements DirectoryView {
    static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    private static final Duration VALID = Duration.ofDays(30);

    final SimulatedNetwork network;
    final ClusterAuthority authority = ClusterAuthority.create("north", VALID, new SecureRandom(), START);
    private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
    private final Map<String, NodeRecord> records = new LinkedHashMap<>();
    private final Map<String, Carrier> carriers = new LinkedHashMap<>();
    private String ingestNode = "";

    SimulatedCluster(long seed) {
        network = new SimulatedNetwork(seed);
        network.conditions(new PathConditions(5_000_000, 500_000, 0, 0));
    }

    SimulatedNode add(String id, NodeRole... roles) {
        NodeRecord record = new NodeRecord(id, "here", Set.of(roles), 100, 0, false);
        records.put(id, record);
        SimulatedNode made = new SimulatedNode(this, record, network.loop("10.0.0." + records.size(), 7_000));
        nodes.put(id, made);
        return made;
    }

    NodeCertificate certificate(NodeRecord node) {
        return authority.issue(new NodeIdentity(node.id(), node.roles()), VALID, new SecureRandom(), START);
    }

    void live(SimulatedNode at) {
        ingestNode = at.record.id();
        at.goLive();
    }

    void liveInLayers(SimulatedNode at) {
        ingestNode = at.record.id();
        at.goLiveInLayers();
    }

    /** From now on nothing that it sends arrives: as a killed process, it says no goodbye. */
    void kill(SimulatedNode node) {
        network.conditionsFrom(node.loop.address(), PathConditions.clean().withLoss(1));
    }

    List<InetSocketAddress> addresses(String id) {
        SimulatedNode node = nodes.get(id);
        return node == null ? List.of() : List.of(node.loop.address());
    }

    @Override
    public Optional<NodeRecord> node(String id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public Collection<NodeRecord> relays(String region) {
        return records.values().stream().filter(each -> each.is(NodeRole.RELAY)).toList();
    }

    @Override
    public Optional<String> ingestNode(String stream) {
        return ingestNode.isEmpty() ? Optional.empty() : Optional.of(ingestNode);
    }

    @Override
    public Collection<Carrier> carriers(String stream) {
        return carriers.values().stream()
                .filter(each -> node(each.node()).orElseThrow().is(NodeRole.RELAY))
                .toList();
    }

    /** What a node says of itself; there is one stream. */
    Announcements announcements(String node) {
        return new Announcements() {
            @Override
            public void carrying(String stream, int depth) {
                carriers.put(node, new Carrier(node, depth));
            }

            @Override
            public void notCarrying(String stream) {
                carriers.remove(node);
            }
        };
    }
}

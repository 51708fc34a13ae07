package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.SECOND;

import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A cluster in virtual time. */
final class SimulatedTree {
    static final String HOT = "hot";

    private static final int NODES_PER_REGION_MIN = 20;
    private static final int NODES_PER_INGEST = 100;
    private static final int NODES_PER_RELAY = 16;
    private static final int RELAYS_MIN = 2;
    private static final int NODES_PER_COLD_STREAM = 100;
    private static final long LOAD_NS = 2 * SECOND;
    private static final long INGEST_LOOK_NS = 100 * MS;

    final TreePlan plan;
    final SplittableRandom random;
    final Timeline timeline = new Timeline();
    final Network network;
    final SimulatedDirectory directory;
    final ControlTraffic traffic;
    final Invariants invariants = new Invariants(this);
    final List<SimulatedNode> nodes = new ArrayList<>();
    final List<String> coldStreams = new ArrayList<>();
    final Publishers publishers;
    final Audience audience;
    private final Map<String, SimulatedNode> byId = new HashMap<>();
    private final Map<Region, List<Integer>> byRegion = new LinkedHashMap<>();
    private final Map<String, Long> twoSinceNs = new HashMap<>();

    SimulatedTree(TreePlan plan) {
        this.plan = plan;
        random = new SplittableRandom(plan.seed());
        network = new Network(random.split());
        directory = new SimulatedDirectory(timeline, network, random.split(), this::streamChanged);
        traffic = new ControlTraffic(plan.nodes());
        build();
        publishers = new Publishers(this, random.split());
        audience = new Audience(this, plan, random.split());
        for (int i = 0; i < plan.nodes() / NODES_PER_COLD_STREAM; i++) {
            coldStreams.add("cold-" + i);
        }
        timeline.every(
                LOAD_NS,
                () -> nodes.forEach(node -> {
                    if (node.record.capacity() > 0) {
                        node.sayLoad();
                    }
                }));
        timeline.every(INGEST_LOOK_NS, this::countIngestNodes);
    }

    private void build() {
        int count = Math.clamp(plan.nodes() / NODES_PER_REGION_MIN, 2, Region.values().length);
        List<Region> regions = List.of(Region.values()).subList(0, count);
        int shares = regions.stream().mapToInt(region -> region.share).sum();
        int sharesLeft = shares;
        for (Region region : regions) {
            int here = (plan.nodes() - nodes.size()) * region.share / sharesLeft;
            sharesLeft -= region.share;
            int ingest = 1 + here / NODES_PER_INGEST;
            int relays = Math.max(RELAYS_MIN, here / NODES_PER_RELAY);
            for (int i = 0; i < here; i++) {
                NodeRole role = i < ingest ? NodeRole.INGEST : i < ingest + relays ? NodeRole.RELAY : NodeRole.EDGE;
                add(region, role, i);
            }
        }
    }

    private void add(Region region, NodeRole role, int number) {
        String id = role.name().toLowerCase(java.util.Locale.ROOT) + "-" + region.id() + "-" + number;
        int capacity = role == NodeRole.EDGE ? 0 : plan.capacity();
        NodeRecord record = new NodeRecord(id, region.id(), Set.of(role), capacity, 0, false);
        SimulatedNode node = new SimulatedNode(this, record, region, nodes.size());
        byRegion.computeIfAbsent(region, name -> new ArrayList<>()).add(nodes.size());
        nodes.add(node);
        byId.put(id, node);
        directory.begin(view -> view.put(record));
    }

    SimulatedNode node(String id) {
        SimulatedNode node = byId.get(id);
        if (node == null) {
            throw new IllegalArgumentException(id);
        }
        return node;
    }

    List<SimulatedNode> alive(NodeRole role, Predicate<SimulatedNode> which) {
        return nodes.stream()
                .filter(node -> node.alive && !node.draining && node.is(role) && which.test(node))
                .toList();
    }

    List<Region> regions() {
        return List.copyOf(byRegion.keySet());
    }

    private void streamChanged(Region region, String stream) {
        for (int index : byRegion.getOrDefault(region, List.of())) {
            SimulatedNode node = nodes.get(index);
            publishers.streamChanged(node, stream);
            node.input((membership, now) -> membership.streamChanged(now, stream));
        }
    }

    /** Without a word to anybody. */
    void kill(SimulatedNode node) {
        if (!node.alive) {
            return;
        }
        node.alive = false;
        node.diedNs = timeline.nowNs();
        node.media.died();
        audience.died(node);
        publishers.died(node);
        timeline.after(SimulatedDirectory.EXPIRY_NS, () -> expire(node));
    }

    private void expire(SimulatedNode node) {
        if (byId.get(node.id()) != node) {
            return;
        }
        if (directory.reaches(SimulatedDirectory.HOME)) {
            directory.decide("", view -> view.remove(node.id()));
        } else {
            timeline.after(SimulatedDirectory.EXPIRY_NS, () -> expire(node));
        }
    }

    /** A process with the same name, which knows nothing. */
    void restart(SimulatedNode dead) {
        if (dead.alive || byId.get(dead.id()) != dead) {
            return;
        }
        SimulatedNode node = new SimulatedNode(this, dead.record, dead.region, dead.index);
        node.loadMax = dead.loadMax;
        nodes.set(node.index, node);
        byId.put(node.id(), node);
        for (String stream : directory.truth().streams()) {
            directory.write(node.region, stream + " at " + node.id(), view -> view.noCarrier(stream, node.id()));
        }
        node.write();
        for (String stream : directory.view(node.region).streams()) {
            node.input((membership, now) -> membership.streamChanged(now, stream));
        }
    }

    void drain(SimulatedNode node, long withinNs) {
        if (node.alive && !node.draining) {
            node.draining = true;
            node.write();
            node.input((TreeNode membership, long now) -> membership.drain(now, withinNs));
        }
    }

    void cut(Region region, boolean cut) {
        network.cut(region, cut, timeline.nowNs());
        if (!cut) {
            for (Region each : Region.values()) {
                if (each == region || region == SimulatedDirectory.HOME) {
                    directory.returned(each);
                }
            }
        }
    }

    /** Whether an edge cannot have a stream, whatever the tree does: nobody publishes it, or it cannot be reached. */
    boolean isExcused(SimulatedNode edge, String stream) {
        SimulatedNode ingest = publishers.at(stream);
        return ingest == null || network.isCut(edge.region, ingest.region);
    }

    private void countIngestNodes() {
        Map<String, Integer> counts = new HashMap<>();
        for (SimulatedNode node : nodes) {
            boolean hears = directory.reaches(node.region);
            if (node.alive && node.is(NodeRole.INGEST) && hears) {
                node.media.published.keySet().forEach(stream -> counts.merge(stream, 1, Integer::sum));
            }
        }
        twoSinceNs.keySet().removeIf(stream -> counts.getOrDefault(stream, 0) < 2);
        counts.forEach((stream, count) -> {
            if (count > 1) {
                long sinceNs = twoSinceNs.computeIfAbsent(stream, name -> timeline.nowNs());
                invariants.oneIngestNode(stream, count, sinceNs);
            }
        });
    }
}

package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.SECOND;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong, and when: a script for each scenario, from the moment at which the crowd begins to come. */
final class Faults {
    private static final long BACK_NS = 10 * SECOND;
    private static final long OUTAGE_NS = 600 * SECOND;
    private static final long PARTITION_NS = 20 * SECOND;
    private static final long DRAIN_NS = 10 * SECOND;
    private static final long SKEW_NS = 600 * SECOND;
    private static final List<NodeRole> ROLES = List.of(NodeRole.INGEST, NodeRole.RELAY, NodeRole.EDGE);
    private static final double CRASH_SHARE = 0.2;
    private static final double DRAIN_SHARE = 0.1;

    private final SimulatedTree tree;
    private final SplittableRandom random;
    private final long crowdNs;

    Faults(SimulatedTree tree, SplittableRandom random) {
        this.tree = tree;
        this.random = random;
        crowdNs = tree.plan.crowdSeconds() * SECOND;
    }

    void begin() {
        switch (tree.plan.scenario()) {
            case FLASH_CROWD -> {}
            case RELAY_CRASHES -> crashes(crowdNs / 5, crowdNs * 4 / 5);
            case REGION_LOSS ->
                after(crowdNs / 2, () -> {
                    Region lost = far();
                    tree.nodes.stream()
                            .filter(node -> node.region == lost)
                            .toList()
                            .forEach(tree::kill);
                });
            case DIRECTORY_OUTAGE -> {
                after(crowdNs / 12, () -> tree.directory.away(true));
                after(crowdNs / 12 + OUTAGE_NS, () -> tree.directory.away(false));
                crashes(crowdNs / 5, crowdNs / 2);
            }
            case PARTITION -> partition();
            case CLOCK_SKEW -> {
                tree.nodes.forEach(node -> node.wallSkewNs = random.nextLong(-SKEW_NS, SKEW_NS));
                after(
                        crowdNs / 2,
                        () -> tree.nodes.forEach(node -> {
                            if (random.nextInt(10) == 0) {
                                node.wallSkewNs = random.nextLong(-SKEW_NS, SKEW_NS);
                            }
                        }));
                crashes(crowdNs / 5, crowdNs * 3 / 5);
            }
            case DRAIN -> drains();
            case CHURN -> tree.timeline.every(100 * MS, this::churn);
        }
    }

    private void after(long spanNs, Runnable what) {
        tree.timeline.after(spanNs, what);
    }

    /** A region without the directory and the crowd's publisher. */
    private Region far() {
        List<Region> regions = tree.regions();
        return regions.get(Math.min(1, regions.size() - 1));
    }

    private List<SimulatedNode> busiest(double share) {
        List<SimulatedNode> relays = new ArrayList<>(tree.alive(NodeRole.RELAY, node -> true));
        relays.sort(Comparator.comparingInt((SimulatedNode node) -> -node.media.children)
                .thenComparingInt(node -> node.index));
        return relays.subList(0, (int) Math.max(1, relays.size() * share));
    }

    private void crashes(long fromNs, long toNs) {
        int count = (int) Math.max(1, tree.alive(NodeRole.RELAY, node -> true).size() * CRASH_SHARE);
        for (int i = 0; i < count; i++) {
            after(fromNs + (toNs - fromNs) * i / count, () -> {
                List<SimulatedNode> candidates = busiest(CRASH_SHARE);
                SimulatedNode relay = candidates.get(random.nextInt(candidates.size()));
                tree.kill(relay);
                after(BACK_NS, () -> tree.restart(relay));
            });
        }
    }

    private void partition() {
        Region region = far();
        after(crowdNs / 3, () -> {
            tree.cut(region, true);
            for (String stream : tree.coldStreams) {
                SimulatedNode ingest = tree.publishers.at(stream);
                if (ingest != null && ingest.region == region && random.nextBoolean()) {
                    tree.publishers.slipAway(stream);
                }
            }
        });
        after(crowdNs / 3 + PARTITION_NS, () -> tree.cut(region, false));
    }

    private void drains() {
        after(crowdNs / 3, () -> {
            List<SimulatedNode> relays = busiest(DRAIN_SHARE);
            for (int i = 0; i < relays.size(); i++) {
                SimulatedNode relay = relays.get(i);
                after(crowdNs / 2 * i / relays.size(), () -> tree.drain(relay, DRAIN_NS));
                after(crowdNs / 2 * i / relays.size() + 2 * DRAIN_NS, () -> tree.restart(relay));
            }
        });
    }

    private void churn() {
        NodeRole role = ROLES.get(random.nextInt(ROLES.size()));
        List<SimulatedNode> some = tree.alive(role, node -> true);
        if (some.size() < 2) {
            return;
        }
        SimulatedNode node = some.get(random.nextInt(some.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                if (role != NodeRole.INGEST || random.nextInt(4) == 0) {
                    tree.kill(node);
                    after(1 + random.nextLong(2 * BACK_NS), () -> tree.restart(node));
                }
            }
            case 1, 2 -> {
                List<SimulatedNode> edges = tree.audience.hotEdges();
                if (!edges.isEmpty()) {
                    tree.audience.leave(edges.get(random.nextInt(edges.size())), SimulatedTree.HOT);
                }
            }
            case 3 -> {
                if (role == NodeRole.INGEST && !tree.coldStreams.isEmpty()) {
                    tree.publishers.move(tree.coldStreams.get(random.nextInt(tree.coldStreams.size())), node);
                }
            }
            default -> {}
        }
    }
}

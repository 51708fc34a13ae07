package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.SECOND;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Viewers: a crowd for one stream, drawn one by one and remembered as numbers, and a few for each of the others. Viewers whose edge dies come
 * back at another one.
 */
final class Audience {
    static final long TICK_NS = 50 * MS;
    private static final long LOOK_NS = 20 * MS;

    /** A quarter of the crowd's time it grows, three quarters it ebbs. */
    private static final double RISE = 0.25;

    /** A player notices, and asks anew. */
    private static final long BACK_NS = 3 * SECOND;

    // Round trips between viewers and their edges: half below 25 ms, one in twenty above 67 ms.
    private static final double ROUND_TRIP_MS = 25;
    private static final double ROUND_TRIP_SIGMA = 0.6;
    private static final double ROUND_TRIP_MS_MAX = 400;

    /** The server's half of a browser's handshake (decision 13). */
    private static final long HANDSHAKE_CPU_NS = MS / 4;

    private static final int COLD_EDGES = 5;
    private static final int COLD_VIEWERS = 4;

    private final SimulatedTree tree;
    private final TreePlan plan;
    private final SplittableRandom random;
    private final Map<Region, List<Integer>> edges = new EnumMap<>(Region.class);
    private final List<Region> homes = new ArrayList<>();
    private final @Nullable Watch[] hot;
    private final Map<String, Watch> cold = new LinkedHashMap<>();
    private final long[] busyUntilNs;
    private final Map<Region, Long> returning = new EnumMap<>(Region.class);

    final Viewers viewers = new Viewers();
    final Histogram gaps = Spread.histogram();
    final Histogram recoveries = Spread.histogram();
    final Histogram joins = Spread.histogram();
    long orphanNsMax;
    private long arrived;
    private long beginNs;

    Audience(SimulatedTree tree, TreePlan plan, SplittableRandom random) {
        this.tree = tree;
        this.plan = plan;
        this.random = random;
        hot = new Watch[tree.nodes.size()];
        busyUntilNs = new long[tree.nodes.size()];
        for (SimulatedNode node : tree.nodes) {
            if (node.is(NodeRole.EDGE)) {
                edges.computeIfAbsent(node.region, region -> new ArrayList<>()).add(node.index);
            }
        }
        edges.keySet().forEach(region -> {
            for (int i = 0; i < region.share; i++) {
                homes.add(region);
            }
        });
    }

    void begin() {
        beginNs = tree.timeline.nowNs();
        tree.timeline.every(TICK_NS, this::arrive);
        tree.timeline.every(LOOK_NS, this::look);
        for (String stream : tree.coldStreams) {
            for (int i = 0; i < COLD_EDGES; i++) {
                Region region = homes.get(random.nextInt(homes.size()));
                tree.timeline.after(random.nextLong(plan.crowdSeconds() * SECOND / 2), () -> {
                    SimulatedNode edge = anyEdge(region);
                    for (int viewer = 0; viewer < COLD_VIEWERS; viewer++) {
                        ask(edge, stream, tree.timeline.nowNs());
                    }
                });
            }
        }
    }

    /** How many of the crowd have come after a share of its time. */
    private static double come(double time) {
        double t = Math.clamp(time, 0, 1);
        return t < RISE ? t * t / RISE : 1 - (1 - t) * (1 - t) / (1 - RISE);
    }

    private void arrive() {
        long nowNs = tree.timeline.nowNs();
        double time = (double) (nowNs - beginNs) / (plan.crowdSeconds() * SECOND);
        long wanted = Math.round(come(time) * plan.viewers());
        for (; arrived < wanted; arrived++) {
            Region home = homes.get(random.nextInt(homes.size()));
            ask(anyEdge(home), SimulatedTree.HOT, nowNs + random.nextLong(TICK_NS));
        }
        returning.forEach((region, count) -> {
            for (long i = 0; i < count; i++) {
                ask(anyEdge(region), SimulatedTree.HOT, nowNs + random.nextLong(TICK_NS));
            }
        });
        returning.clear();
    }

    /** An edge of a region that is alive; of the nearest one that has any where this one has none. */
    private SimulatedNode anyEdge(Region home) {
        SimulatedNode found = aliveEdge(home);
        if (found != null) {
            return found;
        }
        for (Region region : home.byDistance()) {
            SimulatedNode other = aliveEdge(region);
            if (other != null) {
                return other;
            }
        }
        throw new IllegalStateException("no edge is alive");
    }

    private @Nullable SimulatedNode aliveEdge(Region region) {
        List<Integer> all = edges.getOrDefault(region, List.of());
        int first = all.isEmpty() ? 0 : random.nextInt(all.size());
        for (int i = 0; i < all.size(); i++) {
            SimulatedNode edge = tree.nodes.get(all.get((first + i) % all.size()));
            if (edge.alive) {
                return edge;
            }
        }
        return null;
    }

    private void ask(SimulatedNode edge, String stream, long askedNs) {
        double roundTripMs =
                Math.min(ROUND_TRIP_MS_MAX, ROUND_TRIP_MS * Math.exp(ROUND_TRIP_SIGMA * random.nextGaussian()));
        long roundTripNs = (long) (roundTripMs * MS);
        long atEdgeNs = Viewers.atEdgeNs(askedNs, roundTripNs);
        Watch watch = watch(edge, stream);
        if (watch == null) {
            watch = new Watch(edge, stream, atEdgeNs);
            put(watch);
            edge.watched(watch);
            tree.timeline.at(atEdgeNs, () -> edge.input((membership, now) -> membership.demand(now, stream, 1)));
        }
        long queuedNs = Math.max(0, busyUntilNs[edge.index] - askedNs);
        busyUntilNs[edge.index] = askedNs + queuedNs + HANDSHAKE_CPU_NS;
        watch.viewer(viewers, askedNs, roundTripNs, queuedNs);
    }

    @Nullable
    Watch watch(SimulatedNode edge, String stream) {
        Watch watch = stream.equals(SimulatedTree.HOT) ? hot[edge.index] : cold.get(stream + " " + edge.id());
        return watch != null && watch.edge == edge ? watch : null;
    }

    private void put(Watch watch) {
        if (watch.stream.equals(SimulatedTree.HOT)) {
            hot[watch.edge.index] = watch;
        } else {
            cold.put(watch.stream + " " + watch.edge.id(), watch);
        }
    }

    /** All viewers of a stream at an edge leave; nobody has to come back. */
    void leave(SimulatedNode edge, String stream) {
        ended(edge, stream);
        edge.input((membership, now) -> membership.demand(now, stream, 0));
    }

    void ended(SimulatedNode edge, String stream) {
        if (watch(edge, stream) == null) {
            return;
        }
        if (stream.equals(SimulatedTree.HOT)) {
            hot[edge.index] = null;
        } else {
            cold.remove(stream + " " + edge.id());
        }
    }

    /** An edge has died. */
    void died(SimulatedNode edge) {
        Watch watch = watch(edge, SimulatedTree.HOT);
        if (watch != null) {
            hot[edge.index] = null;
            tree.timeline.after(BACK_NS, () -> returning.merge(edge.region, watch.viewers, Long::sum));
        }
        cold.values().removeIf(each -> each.edge == edge);
    }

    private void look() {
        for (Watch watch : hot) {
            if (watch != null) {
                look(watch);
            }
        }
        cold.values().forEach(this::look);
    }

    private void look(Watch watch) {
        long nowNs = tree.timeline.nowNs();
        boolean excused = tree.isExcused(watch.edge, watch.stream);
        long orphanNs = watch.look(nowNs, excused, viewers, gaps, recoveries, joins);
        orphanNsMax = Math.max(orphanNsMax, orphanNs);
        tree.invariants.orphan(watch, orphanNs);
    }

    void end() {
        for (Watch watch : hot) {
            if (watch != null) {
                watch.end(tree.timeline.nowNs(), viewers);
            }
        }
        cold.values().forEach(watch -> watch.end(tree.timeline.nowNs(), viewers));
    }

    /** Edges with the crowd's stream. */
    List<SimulatedNode> hotEdges() {
        List<SimulatedNode> all = new ArrayList<>();
        for (Watch watch : hot) {
            if (watch != null) {
                all.add(watch.edge);
            }
        }
        return all;
    }
}

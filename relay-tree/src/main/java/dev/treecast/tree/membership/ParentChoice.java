package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for a stream, in which order.
 *
 * <p>Each region has one relay that takes a stream from its ingest node: the first in {@link Rendezvous} order, so that all nodes of the
 * region choose alike without asking anybody. Its other relays take it from that one, as many as are needed. Edges of a large
 * region spread over the first few, and else over whichever relay of their region carries it, is near and has room. Nodes without such a relay go to another region's, or to the ingest node.
 */
final class ParentChoice {
    /** A node is near to full, and not asked, when it has less room than this share of its capacity. */
    private static final double LOAD_MAX = 0.95;

    /** Of relays that do not carry the stream yet: the first, and two in case it fails. */
    private static final int JOINERS_MAX = 3;

    /** Relays of a region, for each that edges join over at once. */
    private static final int RELAYS_PER_JOINER = 10;

    private static final int REMOTE_MAX = 4;

    private static final long MS = 1_000_000L;

    /** Round trips until one was measured: within a data centre with something on top, and across the world. */
    private static final long NEAR_NS = 10 * MS;

    private static final long FAR_NS = 250 * MS;

    private static final int REGIONS_MAX = 256;

    // What speaks against a parent, in ms of round trip: each hop adds a queue; a nearly full node leaves no room for
    // others' failovers; an
    // open link saves a handshake; chance spreads those who know the same.
    private static final double DEPTH_COST = 4;
    private static final double LOAD_COST = 60;
    private static final double OPEN_GAIN = 15;
    private static final double CHANCE = 8;

    private record Priced(String node, double cost) {}

    private final NodeContext context;
    private final Map<String, Long> regionNs = new HashMap<>();

    ParentChoice(NodeContext context) {
        this.context = context;
    }

    /** A round trip was measured. */
    void measured(String region, long roundTripNs) {
        if (regionNs.size() < REGIONS_MAX || regionNs.containsKey(region)) {
            regionNs.merge(region, roundTripNs, (before, now) -> before + (now - before) / 8);
        }
    }

    /** The round trip to a node: as measured, or as it is to others of its region, or as it might be. */
    long roundTripNs(String node) {
        Neighbour neighbour = context.neighbours.get(node);
        if (neighbour != null && neighbour.up) {
            long measuredNs = neighbour.roundTripNs();
            if (measuredNs > 0) {
                return measuredNs;
            }
        }
        Optional<NodeRecord> known = context.view.node(node);
        String region = known.isPresent() ? known.get().region() : "";
        Long regional = regionNs.get(region);
        if (regional != null) {
            return regional;
        }
        return region.equals(context.self.region()) ? NEAR_NS : FAR_NS;
    }

    /**
     * Candidates for the parent, best first.
     *
     * @param height links below this node
     * @param unwanted nodes that are out of the question
     */
    List<String> parents(long nowNs, String stream, int height, Set<String> unwanted) {
        Predicate<String> usable = node -> isUsable(nowNs, node) && !unwanted.contains(node);
        Set<String> found = new LinkedHashSet<>();
        if (!context.view.parents().isEmpty()) {
            context.view.parents().stream().filter(usable).forEach(found::add);
            return List.copyOf(found);
        }
        int depthMax = context.options.depthMax() - 1 - height;
        List<NodeRecord> order = relays(nowNs, stream, unwanted);
        boolean first = isFirst(order);
        Optional<String> ingest = context.view.ingestNode(stream);
        Collection<Carrier> carriers = context.view.carriers(stream);
        if (height > 0 && first) {
            ingest.filter(usable).ifPresent(found::add);
        }
        if (height == 0 && depthMax > 0) {
            joiners(stream, order).stream().filter(usable).forEach(found::add);
        }
        carrying(carriers, depthMax, true, usable).forEach(found::add);
        if (depthMax > 0 && !first) {
            order.stream()
                    .map(NodeRecord::id)
                    .takeWhile(node -> height == 0 || !node.equals(context.self.id()))
                    .filter(usable)
                    .limit(JOINERS_MAX)
                    .forEach(found::add);
        }
        boolean second = order.size() > 1 && order.get(1).id().equals(context.self.id());
        if (height > 0 && second) {
            // The directory takes seconds to forget a first that has died; another region's relay is no nearer than
            // this.
            ingest.filter(usable).ifPresent(found::add);
        }
        boolean ingestIsNear = ingest.flatMap(context.view::node)
                .filter(node -> node.region().equals(context.self.region()))
                .isPresent();
        if (ingestIsNear) {
            ingest.filter(usable).ifPresent(found::add);
        }
        carrying(carriers, depthMax, false, usable).stream().limit(REMOTE_MAX).forEach(found::add);
        ingest.filter(usable).ifPresent(found::add);
        return List.copyOf(found);
    }

    /** Whom to ask when there is nobody that could be asked: who is the stream's source, whatever was held against it. */
    List<String> lastResort(String stream) {
        List<String> named = context.view.parents();
        if (!named.isEmpty()) {
            return named;
        }
        return context.view
                .ingestNode(stream)
                .filter(node -> !node.equals(context.self.id()))
                .map(List::of)
                .orElse(List.of());
    }

    /**
     * The relays that an edge of a large region asks, whether they carry the stream yet or not. Were it the first of the region, or one
     * that is known to carry it, a crowd's thousand edges would all greet the same relay within a second, and that is more handshakes than
     * it can do; load reports come too late to part them. So they spread over a tenth of the relays, each edge by its own order.
     */
    private List<String> joiners(String stream, List<NodeRecord> order) {
        int spread = (order.size() + RELAYS_PER_JOINER - 1) / RELAYS_PER_JOINER;
        if (spread <= 1) {
            return List.of();
        }
        return Rendezvous.order(stream + ' ' + context.self.id(), order.subList(0, spread)).stream()
                .map(NodeRecord::id)
                .limit(JOINERS_MAX)
                .toList();
    }

    /**
     * A parent that is so much better than the present one that moving is worth it; null when there is none.
     *
     * @param unwanted nodes that are out of the question
     */
    @Nullable
    String better(long nowNs, String stream, int height, String parent, Set<String> unwanted) {
        Optional<NodeRecord> present = context.view.node(parent);
        if (present.isEmpty() || !context.view.parents().isEmpty()) {
            return null;
        }
        Predicate<String> usable = node -> isUsable(nowNs, node) && !node.equals(parent) && !unwanted.contains(node);
        if (height > 0 && isFirst(relays(nowNs, stream, Set.of()))) {
            return context.view.ingestNode(stream).filter(usable).orElse(null);
        }
        boolean home = present.get().region().equals(context.self.region());
        if (home && present.get().is(NodeRole.RELAY)) {
            return null;
        }
        int depthMax = context.options.depthMax() - 1 - height;
        List<String> near = carrying(context.view.carriers(stream), depthMax, true, usable);
        if (!near.isEmpty() || depthMax <= 0) {
            return near.isEmpty() ? null : near.getFirst();
        }
        // A relay that lost its last child to a failover carries the stream no more, and is no worse for it.
        return relays(nowNs, stream, unwanted).stream()
                .takeWhile(relay -> height == 0 || !relay.id().equals(context.self.id()))
                .filter(relay -> relay.load() <= LOAD_MAX && usable.test(relay.id()))
                .map(NodeRecord::id)
                .findFirst()
                .orElse(null);
    }

    boolean carries(String stream, String node) {
        return context.view.ingestNode(stream).filter(node::equals).isPresent()
                || context.view.carriers(stream).stream()
                        .anyMatch(carrier -> carrier.node().equals(node));
    }

    /** The relays of this node's region that could be asked, and itself, in the stream's order. */
    private List<NodeRecord> relays(long nowNs, String stream, Set<String> unwanted) {
        String self = context.self.id();
        List<NodeRecord> usable = new ArrayList<>();
        for (NodeRecord relay : context.view.relays(context.self.region())) {
            boolean usableNow = relay.id().equals(self)
                    ? !context.draining
                    : isUsable(nowNs, relay.id()) && !unwanted.contains(relay.id());
            if (usableNow) {
                usable.add(relay);
            }
        }
        return Rendezvous.order(stream, usable);
    }

    /** Whether this node is the one that takes a stream to its region. */
    boolean isFirst(long nowNs, String stream) {
        return isFirst(relays(nowNs, stream, Set.of()));
    }

    /** Whether it is, or is the one that would if that failed. */
    boolean isFirstOrSecond(long nowNs, String stream) {
        return relays(nowNs, stream, Set.of()).stream()
                .limit(2)
                .anyMatch(relay -> relay.id().equals(context.self.id()));
    }

    private boolean isFirst(List<NodeRecord> order) {
        return !order.isEmpty() && order.getFirst().id().equals(context.self.id());
    }

    private List<String> carrying(Collection<Carrier> carriers, int depthMax, boolean near, Predicate<String> usable) {
        List<Priced> priced = new ArrayList<>();
        for (Carrier carrier : carriers) {
            if (carrier.depth() > depthMax || !usable.test(carrier.node())) {
                continue;
            }
            NodeRecord node = context.view.node(carrier.node()).orElse(null);
            if (node == null || node.region().equals(context.self.region()) != near || node.load() > LOAD_MAX) {
                continue;
            }
            priced.add(new Priced(node.id(), cost(node, carrier.depth())));
        }
        priced.sort(Comparator.comparingDouble(Priced::cost));
        return priced.stream().map(Priced::node).toList();
    }

    private double cost(NodeRecord node, int depth) {
        double roundTripMs = (double) roundTripNs(node.id()) / MS;
        double loaded = node.load() * node.load() * LOAD_COST;
        double open = context.neighbours.isReady(node.id()) ? OPEN_GAIN : 0;
        return roundTripMs + depth * DEPTH_COST + loaded - open + context.random.nextDouble() * CHANCE;
    }

    boolean isUsable(long nowNs, String node) {
        if (node.equals(context.self.id()) || context.suspects.has(nowNs, node)) {
            return false;
        }
        Neighbour neighbour = context.neighbours.get(node);
        if (neighbour != null && neighbour.draining) {
            return false;
        }
        return context.view.node(node).map(known -> !known.draining()).orElse(true);
    }
}

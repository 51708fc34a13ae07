package dev.treecast.tree.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom a node that has no room sends askers to. In a flash crowd a thousand ask within the time that a load report takes, so it counts whom
 * it sent where, until that node's next reports could tell.
 */
final class Redirects {
    /** Relays are filled so far in the stream's order before the next one joins, which leaves room for failovers. */
    private static final double FILLED = 0.8;

    /** And so far when there is no next one. */
    private static final double FULL = 0.9;

    private static final int CANDIDATES = 4;
    private static final int NODES_MAX = 1_024;

    /** An asker needs a handshake to get there, and the report two seconds to come. */
    private static final long KNOWN_AFTER_NS = 3_000_000_000L;

    private static final class Sent {
        int count;
        long sinceNs;
    }

    private final NodeContext context;
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    Redirects(NodeContext context) {
        this.context = context;
    }

    /**
     * Candidates for an edge: relays of its region in the stream's order, of which those that do not carry it join for it; where none has
     * room, those of this node's region, and then those anywhere that carry it.
     */
    List<String> forEdge(long nowNs, String stream, String asker, String region) {
        Predicate<NodeRecord> usable = relay -> !relay.id().equals(asker) && context.choice.isUsable(nowNs, relay.id());
        List<String> found = inRegion(nowNs, stream, region, usable);
        if (found.isEmpty() && !region.equals(context.self.region())) {
            found = inRegion(nowNs, stream, context.self.region(), usable);
        }
        if (found.isEmpty()) {
            found = leastLoaded(
                    nowNs,
                    context.view.carriers(stream).stream()
                            .filter(carrier -> carrier.depth() < context.options.depthMax())
                            .flatMap(carrier -> context.view.node(carrier.node()).stream())
                            .filter(usable)
                            .toList());
        }
        return counted(nowNs, found);
    }

    private List<String> inRegion(long nowNs, String stream, String region, Predicate<NodeRecord> usable) {
        List<NodeRecord> relays = Rendezvous.order(stream, context.view.relays(region)).stream()
                .filter(usable)
                .toList();
        List<String> open = relays.stream()
                .filter(relay -> load(nowNs, relay) < FILLED)
                .map(NodeRecord::id)
                .toList();
        if (open.size() <= CANDIDATES) {
            return open.isEmpty() ? leastLoaded(nowNs, relays) : open;
        }
        // Many nodes fill the same relays at the same time, each in its own count: then all but the last will be full.
        List<String> some = new ArrayList<>(open.subList(0, CANDIDATES - 1));
        some.add(open.get(CANDIDATES - 1 + context.random.nextInt(open.size() - CANDIDATES + 1)));
        return some;
    }

    private List<String> leastLoaded(long nowNs, List<NodeRecord> relays) {
        return relays.stream()
                .filter(relay -> load(nowNs, relay) < FULL)
                .sorted(Comparator.comparingDouble(relay -> load(nowNs, relay)))
                .limit(CANDIDATES)
                .map(NodeRecord::id)
                .toList();
    }

    /**
     * Candidates for a relay, which has to come in above others.
     *
     * @param path from the ingest node to this one
     */
    List<String> forRelay(long nowNs, String stream, String asker, String region, int height, List<String> path) {
        Set<String> found = new LinkedHashSet<>();
        int depthMax = context.options.depthMax() - 1 - height;
        for (Carrier carrier : context.view.carriers(stream)) {
            boolean near = context.view
                    .node(carrier.node())
                    .filter(node -> node.region().equals(region) && load(nowNs, node) < 1)
                    .isPresent();
            boolean mine =
                    carrier.node().equals(context.self.id()) || carrier.node().equals(asker);
            if (near
                    && !mine
                    && context.choice.isUsable(nowNs, carrier.node())
                    && carrier.depth() <= depthMax
                    && found.size() < CANDIDATES) {
                found.add(carrier.node());
            }
        }
        for (int depth = Math.min(depthMax, path.size() - 2); depth >= 0; depth--) {
            found.add(path.get(depth));
        }
        found.remove(asker);
        return counted(nowNs, List.copyOf(found));
    }

    private List<String> counted(long nowNs, List<String> candidates) {
        if (!candidates.isEmpty()) {
            Sent first = sent.computeIfAbsent(candidates.getFirst(), node -> new Sent());
            if (first.count++ == 0) {
                first.sinceNs = nowNs;
            }
            if (sent.size() > NODES_MAX) {
                sent.remove(sent.keySet().iterator().next());
            }
        }
        return candidates;
    }

    private double load(long nowNs, NodeRecord node) {
        int children = node.children();
        Neighbour neighbour = context.neighbours.get(node.id());
        if (neighbour != null && neighbour.capacity > 0) {
            children = neighbour.children;
        }
        Sent more = sent.get(node.id());
        if (more != null && nowNs - more.sinceNs > KNOWN_AFTER_NS) {
            sent.remove(node.id());
            more = null;
        }
        int expected = children + (more == null ? 0 : more.count);
        return node.capacity() <= 0 ? 1 : (double) expected / node.capacity();
    }
}

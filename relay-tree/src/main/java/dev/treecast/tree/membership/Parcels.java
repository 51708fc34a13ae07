package dev.treecast.tree.membership;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is passed on unread: key requests up, their answers down the same way, merged input up, events down. */
final class Parcels {
    private record Asker(String stream, String edge) {}

    /** How long the ingest node may take over an edge's keys; until then its repetitions, which would take as long, are passed over. */
    private static final long ANSWER_NS = 5_000_000_000L;

    private final NodeContext context;

    /** At the ingest node: requests that are being answered, and until when nobody is surprised; the oldest are forgotten. */
    private final Map<Asker, Long> unanswered = new LinkedHashMap<>();

    /** By which child an edge's last key request came up; the oldest are forgotten. */
    private final Map<Asker, String> routes = new LinkedHashMap<>();

    Parcels(NodeContext context) {
        this.context = context;
    }

    /** A child has gone. */
    void forget(String child) {
        routes.values().removeIf(child::equals);
    }

    void keyRequest(long nowNs, StreamState state, Neighbour from, TreeMessage.KeyRequest request) {
        boolean served = state.downstream.isServed(from.node);
        if (!served || !from.mayAsk(nowNs, context.options.subscribesMax())) {
            context.counters.ignored++;
            return;
        }
        Asker asker = new Asker(request.stream(), request.edge());
        routes.remove(asker);
        routes.put(asker, from.node);
        bound(routes);
        keyRequest(nowNs, state, request.edge(), request.body());
    }

    void keyRelease(long nowNs, StreamState state, Neighbour from, TreeMessage.KeyRelease release) {
        Asker asker = new Asker(release.stream(), release.edge());
        String route = routes.get(asker);
        // Only on the way that the edge's keys go: by another it is late, and the edge has asked anew since. Where
        // there is no way it is said again, or the link was
        // lost in between.
        boolean onTheWay = route == null ? state.downstream.isServed(from.node) : from.node.equals(route);
        if (onTheWay && from.mayAsk(nowNs, context.options.subscribesMax())) {
            routes.remove(asker);
            var unusedTold = keyRelease(nowNs, state, release.edge(), release.body());
        } else {
            context.counters.ignored++;
        }
    }

    boolean keyRelease(long nowNs, StreamState state, String edge, Opaque body) {
        if (!state.isIngest()) {
            return up(nowNs, state, new TreeMessage.KeyRelease(state.stream, edge, body));
        }
        unanswered.remove(new Asker(state.stream, edge));
        context.listener.keyRequest(state.stream, edge, body);
        return true;
    }

    void keyRequest(long nowNs, StreamState state, String edge, Opaque body) {
        if (!state.isIngest()) {
            up(nowNs, state, new TreeMessage.KeyRequest(state.stream, edge, body));
            return;
        }
        Asker asker = new Asker(state.stream, edge);
        Long untilNs = unanswered.remove(asker);
        boolean again = untilNs != null && nowNs < untilNs;
        unanswered.put(asker, again && untilNs != null ? untilNs : nowNs + ANSWER_NS);
        bound(unanswered);
        if (again) {
            // The answer is on its way, and will go down by which the last request came up.
            context.counters.ignored++;
        } else {
            context.listener.keyRequest(state.stream, edge, body);
        }
    }

    private void bound(Map<Asker, ?> askers) {
        if (askers.size() > context.options.keyRoutesMax()) {
            askers.remove(askers.keySet().iterator().next());
        }
    }

    void keyAnswer(long nowNs, String stream, String edge, Opaque body) {
        Asker asker = new Asker(stream, edge);
        unanswered.remove(asker);
        if (edge.equals(context.self.id())) {
            context.listener.keyAnswer(stream, body);
            return;
        }
        String child = routes.get(asker);
        if (child != null) {
            context.neighbours.send(nowNs, child, new TreeMessage.KeyAnswer(stream, edge, body));
        }
    }

    boolean tick(long nowNs, StreamState state, Opaque body) {
        return up(nowNs, state, new TreeMessage.Tick(state.stream, body));
    }

    void event(long nowNs, StreamState state, Opaque body) {
        TreeMessage.Event event = new TreeMessage.Event(state.stream, body);
        state.downstream.served().forEach(child -> context.neighbours.send(nowNs, child, event));
    }

    private boolean up(long nowNs, StreamState state, TreeMessage message) {
        String parent = state.upstream.parent();
        if (parent == null) {
            return false;
        }
        context.neighbours.send(nowNs, parent, message);
        return true;
    }
}

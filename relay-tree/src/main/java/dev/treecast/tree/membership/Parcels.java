package dev.treecast.tree.membership;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is passed on unread: key requests up and their answers down the same way, merged input up, events down. */
final class Parcels {
    private record Asker(String stream, String edge) {}

    private final NodeContext context;

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
        if (routes.size() > context.options.keyRoutesMax()) {
            routes.remove(routes.keySet().iterator().next());
        }
        keyRequest(nowNs, state, request.edge(), request.body());
    }

    void keyRequest(long nowNs, StreamState state, String edge, Opaque body) {
        if (state.isIngest()) {
            context.listener.keyRequest(state.stream, edge, body);
        } else {
            up(nowNs, state, new TreeMessage.KeyRequest(state.stream, edge, body));
        }
    }

    void keyAnswer(long nowNs, String stream, String edge, Opaque body) {
        if (edge.equals(context.self.id())) {
            context.listener.keyAnswer(stream, body);
            return;
        }
        String child = routes.get(new Asker(stream, edge));
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

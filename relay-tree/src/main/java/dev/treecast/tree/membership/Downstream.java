package dev.treecast.tree.membership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those below: children of one stream, served or waiting for this node to find a source itself. A child is taken only where neither capacity
 * nor the tree's depth is exceeded by it, and never one that is above; so no message that crosses another can make the tree too deep.
 */
final class Downstream {
    /** Where relays of the region could serve them, edges get this share of a node that relays depend on. */
    private static final double EDGES_HIGH = 0.5;

    /** And this of any other, so that relays find room at a node that is low in one stream and high in another. */
    private static final double EDGES_LOW = 0.9;

    private static final class Child {
        final Neighbour neighbour;
        final TreeMessage.Subscribe asked;
        final long deadlineNs;
        int layers;
        boolean served;

        Child(Neighbour neighbour, TreeMessage.Subscribe asked, long deadlineNs) {
            this.neighbour = neighbour;
            this.asked = asked;
            this.deadlineNs = deadlineNs;
            this.layers = asked.layers();
        }
    }

    private final StreamState state;
    private final NodeContext context;
    private final String stream;
    private final Map<String, Child> children = new LinkedHashMap<>();

    Downstream(StreamState state) {
        this.state = state;
        this.context = state.context;
        this.stream = state.stream;
    }

    boolean isEmpty() {
        return children.isEmpty();
    }

    boolean has(String node) {
        return children.containsKey(node);
    }

    boolean isServed(String node) {
        Child child = children.get(node);
        return child != null && child.served;
    }

    List<String> served() {
        return children.keySet().stream().filter(this::isServed).toList();
    }

    int layers() {
        int union = 0;
        for (Child child : children.values()) {
            union |= child.layers;
        }
        return union;
    }

    /** What those who wait have already, the least of each track: whoever is asked for them sends what follows. */
    Map<Integer, Long> have() {
        Map<Integer, Long> least = new LinkedHashMap<>();
        for (Child child : children.values()) {
            if (!child.served) {
                child.asked.have().forEach((track, sequence) -> least.merge(track, sequence, Math::min));
            }
        }
        return least;
    }

    /** Whom those who wait had the stream from until it fell silent. */
    Set<String> lost() {
        Set<String> lost = new LinkedHashSet<>();
        for (Child child : children.values()) {
            if (!child.served) {
                lost.addAll(child.asked.lost());
            }
        }
        return lost;
    }

    /** Links below by those who are served, 0 without; those who wait are looked at again before they are. */
    int height() {
        int height = 0;
        for (Child child : children.values()) {
            if (child.served) {
                height = Math.max(height, child.asked.height() + 1);
            }
        }
        return height;
    }

    void subscribe(long nowNs, Neighbour from, TreeMessage.Subscribe asked) {
        Child known = children.get(from.node);
        if (known != null) {
            // It lost what was between us, and asks as if anew.
            take(from.node, known, nowNs, null);
        }
        Source source = state.source();
        if (context.draining) {
            refuse(nowNs, from.node, asked, RefusalCode.DRAINING);
        } else if (!state.canServe()) {
            refuse(nowNs, from.node, asked, RefusalCode.NO_SOURCE);
        } else if (state.upstream.isAbove(from.node)) {
            refuse(nowNs, from.node, asked, RefusalCode.LOOP);
        } else if (!isRoomFor(nowNs, asked)) {
            redirect(nowNs, from, asked, RefusalCode.FULL);
        } else if (!isTooDeep(asked.height(), source)) {
            // Before its own deadline, so that it hears why.
            Child child = add(from, asked, nowNs + context.options.requestNs() * 5 / 6);
            if (source != null) {
                accept(nowNs, from.node, child, source);
            }
        } else if (context.choice.isFirstOrSecond(nowNs, stream)) {
            // The first relay of the region may have failed, and the asker have noticed before this one, which is the
            // next.
            add(from, asked, nowNs + 2 * context.options.silenceNs());
        } else {
            redirect(nowNs, from, asked, RefusalCode.TOO_DEEP);
        }
        state.demandChanged(nowNs);
    }

    private Child add(Neighbour from, TreeMessage.Subscribe asked, long deadlineNs) {
        Child child = new Child(from, asked, deadlineNs);
        children.put(from.node, child);
        from.taking++;
        context.children++;
        context.wakeBy(deadlineNs);
        return child;
    }

    private boolean isRoomFor(long nowNs, TreeMessage.Subscribe asked) {
        int capacity = context.self.capacity();
        if (asked.height() > 0) {
            return context.children < capacity;
        }
        Source source = state.source();
        boolean high = source == null
                ? context.choice.isFirst(nowNs, stream)
                : source.path().size() <= 1;
        boolean others = context.view.relays(context.self.region()).stream()
                .anyMatch(relay -> context.choice.isUsable(nowNs, relay.id()));
        double share = !others ? 1 : high ? EDGES_HIGH : EDGES_LOW;
        return context.children < Math.max(1, capacity * share);
    }

    /** Until there is a source, this node is taken to come in right below the ingest node. */
    private boolean isTooDeep(int height, @Nullable Source source) {
        int depth = state.isIngest() ? 0 : source == null ? 1 : source.path().size();
        return depth + 1 + height > context.options.depthMax();
    }

    private void accept(long nowNs, String node, Child child, Source source) {
        child.served = true;
        context.neighbours.send(
                nowNs,
                node,
                new TreeMessage.Accept(
                        child.asked.request(),
                        stream,
                        source.publication(),
                        source.tracks(),
                        state.pathToHere(source)));
        state.tellRates(nowNs, node, source);
        context.listener.serve(stream, node, child.layers, child.asked.have());
        context.wakeBy(nowNs + context.options.keepaliveNs());
    }

    private void redirect(long nowNs, Neighbour from, TreeMessage.Subscribe asked, RefusalCode otherwise) {
        Source source = state.source();
        List<String> candidates = asked.height() == 0
                ? context.redirects.forEdge(nowNs, stream, from.node, from.region)
                : context.redirects.forRelay(
                        nowNs,
                        stream,
                        from.node,
                        from.region,
                        asked.height(),
                        source == null ? List.of() : state.pathToHere(source));
        candidates = candidates.stream()
                .filter(candidate -> !asked.lost().contains(candidate))
                .toList();
        if (candidates.isEmpty()) {
            refuse(nowNs, from.node, asked, otherwise);
            return;
        }
        context.counters.redirects++;
        context.neighbours.send(nowNs, from.node, new TreeMessage.Redirect(asked.request(), stream, candidates));
    }

    private void refuse(long nowNs, String node, TreeMessage.Subscribe asked, RefusalCode code) {
        context.counters.refusals++;
        int retryMs = (int) (context.jittered(0, context.options.retryNs() * 4) / 1_000_000);
        context.neighbours.send(nowNs, node, new TreeMessage.Refuse(asked.request(), stream, code, retryMs));
    }

    /** The path to here, or the publication, is another: those for whom it is good hear of it, the others have to go. */
    void sourceChanged(long nowNs, Source source) {
        for (Map.Entry<String, Child> entry : List.copyOf(children.entrySet())) {
            String node = entry.getKey();
            Child child = entry.getValue();
            boolean above = source.path().contains(node);
            if (above || isTooDeep(child.asked.height(), source)) {
                RefusalCode code = above ? RefusalCode.LOOP : RefusalCode.TOO_DEEP;
                if (child.served) {
                    dismiss(nowNs, node, child, code);
                } else {
                    take(node, child, nowNs, null);
                    redirect(nowNs, child.neighbour, child.asked, code);
                }
            } else if (child.served) {
                context.neighbours.send(
                        nowNs,
                        node,
                        new TreeMessage.PathChanged(
                                stream, source.publication(), source.tracks(), state.pathToHere(source)));
            } else {
                accept(nowNs, node, child, source);
            }
        }
    }

    void sourceLost(long nowNs) {
        children.forEach((node, child) -> {
            if (child.served) {
                context.neighbours.send(nowNs, node, new TreeMessage.PathChanged(stream, "none", List.of(), List.of()));
            }
        });
    }

    /** Lets go of children that have more links below than this, so that this node may come in deeper than they allow. */
    void dismissHigher(long nowNs, int heightMax) {
        for (Map.Entry<String, Child> entry : List.copyOf(children.entrySet())) {
            if (entry.getValue().asked.height() > heightMax) {
                dismiss(nowNs, entry.getKey(), entry.getValue(), RefusalCode.TOO_DEEP);
            }
        }
    }

    private void dismiss(long nowNs, String node, Child child, RefusalCode code) {
        context.counters.refusals++;
        int request = child.served ? 0 : child.asked.request();
        int retryMs = (int) (context.options.suspectNs() / 1_000_000);
        context.neighbours.send(nowNs, node, new TreeMessage.Refuse(request, stream, code, retryMs));
        take(node, child, nowNs, null);
    }

    void layers(long nowNs, String node, int layers) {
        Child child = children.get(node);
        if (child == null || child.layers == layers) {
            return;
        }
        child.layers = layers;
        if (child.served) {
            context.listener.serve(stream, node, layers, Map.of());
        }
        state.demandChanged(nowNs);
    }

    /** A child has gone, by its own wish or with its link. */
    void remove(long nowNs, String node) {
        Child child = children.get(node);
        if (child != null) {
            take(node, child, nowNs, null);
            state.demandChanged(nowNs);
        }
    }

    void end(long nowNs) {
        for (Map.Entry<String, Child> entry : List.copyOf(children.entrySet())) {
            take(entry.getKey(), entry.getValue(), nowNs, new TreeMessage.Ended(stream));
        }
    }

    private void take(String node, Child child, long nowNs, @Nullable TreeMessage last) {
        children.remove(node);
        child.neighbour.taking--;
        context.children--;
        if (child.served) {
            context.listener.stopServing(stream, node);
        }
        if (last != null) {
            context.neighbours.send(nowNs, node, last);
        }
    }

    /** Those who have waited so long that they had better ask somebody else. */
    long timeout(long nowNs) {
        long nextNs = Deadlines.NEVER;
        List<String> late = new ArrayList<>();
        for (Map.Entry<String, Child> entry : children.entrySet()) {
            if (entry.getValue().served) {
                continue;
            }
            long deadlineNs = entry.getValue().deadlineNs;
            if (deadlineNs <= nowNs) {
                late.add(entry.getKey());
            } else {
                nextNs = Math.min(nextNs, deadlineNs);
            }
        }
        for (String node : late) {
            Child child = children.get(node);
            if (child != null && state.source() != null) {
                take(node, child, nowNs, null);
                redirect(nowNs, child.neighbour, child.asked, RefusalCode.TOO_DEEP);
            } else if (child != null) {
                dismiss(nowNs, node, child, RefusalCode.NO_SOURCE);
            }
        }
        if (!late.isEmpty()) {
            state.demandChanged(nowNs);
        }
        return nextNs;
    }
}

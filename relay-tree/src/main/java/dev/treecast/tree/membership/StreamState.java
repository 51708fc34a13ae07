package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stream at one node: who wants it here and below, and where it comes from. */
final class StreamState {
    final String stream;
    final NodeContext context;
    final Upstream upstream;
    final Downstream downstream;

    private @Nullable Source local;
    private int localLayers;
    private int layersAsked;
    private long lingerNs = Deadlines.NEVER;
    private int carriedDepth = -1;
    private TreeMessage.@Nullable LayerRates rates;

    StreamState(String stream, NodeContext context) {
        this.stream = stream;
        this.context = context;
        upstream = new Upstream(this);
        downstream = new Downstream(this);
    }

    boolean isIngest() {
        return local != null;
    }

    /** What children can be given: what is published here, or taken from a parent. Null while there is nothing. */
    @Nullable
    Source taken() {
        return local != null ? local : upstream.source();
    }

    /** Links to the stream's ingest node; empty while there is no source. */
    OptionalInt depth() {
        Source source = taken();
        return source == null
                ? OptionalInt.empty()
                : OptionalInt.of(source.path().size());
    }

    /** What children can be given; null while there is nothing. */
    @Nullable
    Source source() {
        return canServe() ? taken() : null;
    }

    /** Whether children may be taken at all. */
    boolean canServe() {
        return local != null || context.self.is(NodeRole.RELAY);
    }

    /** The path that children are told: to this node. */
    List<String> pathToHere(Source source) {
        List<String> path = new ArrayList<>(source.path());
        path.add(context.self.id());
        return path;
    }

    /** Links below this node, also those that may come: a relay is there to have children. */
    int height() {
        return Math.max(context.self.is(NodeRole.RELAY) ? 1 : 0, downstream.height());
    }

    int layers() {
        return localLayers | downstream.layers();
    }

    boolean isWatched() {
        return localLayers != 0;
    }

    /** Whether somebody here wants it, or somebody below who could be given it. */
    boolean isWanted() {
        return localLayers != 0 || (!downstream.isEmpty() && canServe());
    }

    /** Children of an ingest node whose publisher is away wait with it. */
    private boolean kept() {
        return localLayers != 0 || local != null || !downstream.isEmpty();
    }

    /** Nodes that this one, or those below it, had the stream from until they fell silent. */
    List<String> lost() {
        Set<String> all = new LinkedHashSet<>(upstream.lost());
        all.addAll(downstream.lost());
        return all.stream().limit(Bounds.LOST_MAX).toList();
    }

    void demand(long nowNs, int layers) {
        localLayers = layers;
        demandChanged(nowNs);
    }

    /** Who wants what has changed, here or below. */
    void demandChanged(long nowNs) {
        if (kept()) {
            lingerNs = Deadlines.NEVER;
        } else if (lingerNs == Deadlines.NEVER) {
            lingerNs = nowNs + context.options.lingerNs();
            context.wakeBy(lingerNs);
        }
        if (local == null && isWanted()) {
            upstream.want(nowNs);
        }
        int layers = layers();
        if (layers == 0 || layers == layersAsked || (local == null && upstream.parent() == null)) {
            return;
        }
        layersSent(layers);
        if (local == null && upstream.parent() != null) {
            context.neighbours.send(nowNs, upstream.parent(), new TreeMessage.Layers(stream, layers));
        }
    }

    void layersSent(int layers) {
        layersAsked = layers;
        context.listener.layersWanted(stream, layers);
    }

    int layersAsked() {
        return layersAsked;
    }

    void published(long nowNs, Source source) {
        local = source;
        lingerNs = Deadlines.NEVER;
        upstream.leave(nowNs);
        sourceChanged(nowNs);
    }

    void unpublished(long nowNs) {
        if (local == null) {
            return;
        }
        local = null;
        sourceLost(nowNs);
        upstream.orphaned(nowNs);
        if (canServe()) {
            // At best right below the next ingest node, which leaves them one link less.
            downstream.dismissHigher(nowNs, context.options.depthMax() - 2);
        }
        demandChanged(nowNs);
    }

    void sourceChanged(long nowNs) {
        Source source = source();
        if (source == null) {
            return;
        }
        if (context.self.is(NodeRole.RELAY) && carriedDepth != source.path().size()) {
            carriedDepth = source.path().size();
            context.listener.carrying(stream, carriedDepth);
        }
        downstream.sourceChanged(nowNs, source);
    }

    void sourceLost(long nowNs) {
        uncarry();
        downstream.sourceLost(nowNs);
    }

    private void uncarry() {
        if (carriedDepth >= 0) {
            carriedDepth = -1;
            context.listener.notCarrying(stream);
        }
    }

    /**
     * What is sent of each layer, by the ingest node's word.
     *
     * @param from who says so; null: it was measured here
     */
    void rates(long nowNs, @Nullable String from, TreeMessage.LayerRates said) {
        Source source = taken();
        boolean known = from == null ? local != null : local == null && from.equals(upstream.parent());
        if (!known || source == null || !source.publication().equals(said.publication())) {
            context.counters.ignored++;
            return;
        }
        rates = said;
        if (local == null) {
            context.listener.layerRates(said);
        }
        downstream.served().forEach(child -> tellRates(nowNs, child, source));
    }

    /** Tells a child that has just been taken, or all when there is something new. */
    void tellRates(long nowNs, String child, Source source) {
        TreeMessage.LayerRates known = rates;
        if (known != null
                && known.publication().equals(source.publication())
                && context.neighbours.knowsLayers(child)) {
            context.neighbours.send(nowNs, child, known);
        }
    }

    /** The stream is over, whoever still wants it. */
    void end(long nowNs) {
        uncarry();
        boolean watched = localLayers != 0;
        local = null;
        localLayers = 0;
        upstream.leave(nowNs);
        downstream.end(nowNs);
        lingerNs = nowNs;
        if (watched) {
            context.listener.streamEnded(stream);
        }
    }

    void linkReady(long nowNs, String node) {
        upstream.linkReady(nowNs, node);
    }

    void linkLost(long nowNs, String node) {
        downstream.remove(nowNs, node);
        upstream.linkLost(nowNs, node);
    }

    void mark() {
        upstream.mark();
    }

    /** @return when to be called again; 0 when nothing is left of the stream */
    long timeout(long nowNs) {
        demandChanged(nowNs);
        if (lingerNs <= nowNs) {
            uncarry();
            upstream.leave(nowNs);
            return 0;
        }
        long nextNs = Math.min(lingerNs, downstream.timeout(nowNs));
        return local != null ? nextNs : Math.min(nextNs, upstream.timeout(nowNs));
    }
}

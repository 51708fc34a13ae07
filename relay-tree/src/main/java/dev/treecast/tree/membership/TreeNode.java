package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A node's place in the trees of all streams that it carries: whom it takes each from, and whom it serves.
 *
 * <p>Everything that happens is told with the monotonic time in ns; what is to be done comes out through the {@link TreeListener}, within
 * the call. {@link #timeout} is to be called at {@link #nextDeadlineNs}, which any input may bring nearer. Owned by one thread.
 */
public final class TreeNode {
    private final NodeContext context;
    private final Parcels parcels;
    private final WarmLinks warmLinks;
    private final StreamTable streams;
    private final Departure departure;
    private final Dialogue dialogue;

    /**
     * @param self this node; its capacity bounds what it serves
     * @param view read whenever a parent is chosen
     * @param random for jitter and for choices among equals
     */
    public TreeNode(
            NodeRecord self,
            TreeOptions options,
            DirectoryView view,
            TreeReadings readings,
            TreeListener listener,
            RandomGenerator random) {
        context = new NodeContext(self, options, view, readings, listener, random);
        parcels = new Parcels(context);
        warmLinks = new WarmLinks(context);
        streams = new StreamTable(context);
        departure = new Departure(context, streams.all());
        dialogue = new Dialogue(context, streams, parcels, this::gaveUp);
    }

    // ---- Inputs from here ----

    /** The node is at work: links to parents that the operator named are opened before anybody wants a stream. */
    public void start(long nowNs) {
        warmLinks.start(nowNs);
    }

    /**
     * Viewers of this node want a stream.
     *
     * @param layers bit i is layer i of the video, 16 at most; 0: nobody wants it any more
     * @return false when too many streams are carried
     */
    public boolean demand(long nowNs, String stream, int layers) {
        StreamState state = layers == 0 ? streams.get(stream) : streams.getOrAdd(stream);
        if (state == null) {
            return layers == 0;
        }
        state.demand(nowNs, layers & Bounds.LAYERS_ALL);
        return true;
    }

    /**
     * A stream is published at this node, or with another publication than before.
     *
     * @param publication an identifier that no other publication of the stream has
     * @return false when too many streams are carried
     */
    public boolean published(long nowNs, String stream, String publication, List<TrackDescription> tracks) {
        Bounds.tracks(tracks);
        Bounds.identifier(publication);
        StreamState state = streams.getOrAdd(stream);
        if (state == null) {
            return false;
        }
        state.published(nowNs, new Source(publication, tracks, List.of()));
        return true;
    }

    /** The publisher has gone, or is another node's now; it may come back. */
    public void unpublished(long nowNs, String stream) {
        StreamState state = streams.get(stream);
        if (state != null) {
            state.unpublished(nowNs);
        }
    }

    /** A stream that is, or was last, published here is over. */
    public void ended(long nowNs, String stream) {
        StreamState state = streams.get(stream);
        if (state != null) {
            state.end(nowNs);
            context.wakeBy(nowNs);
        }
    }

    /** The directory has something new about a stream's ingest node; to be told of every live stream at the start as well. */
    public void streamChanged(long nowNs, String stream) {
        warmLinks.streamChanged(nowNs, stream);
        StreamState state = streams.get(stream);
        if (state != null && !state.isIngest()) {
            state.upstream.directoryChanged(nowNs);
        }
    }

    /** This node is to leave: children move within the time, and are served until they have. */
    public void drain(long nowNs, long withinNs) {
        departure.begin(nowNs, withinNs);
    }

    // ---- Links ----

    /**
     * A link is up, whoever opened it: its data channel is open, and the other end has proved who it is.
     *
     * @param roles in its certificate
     */
    public void linkUp(long nowNs, String node, Set<NodeRole> roles, LinkReadings readings) {
        Neighbour known = context.neighbours.get(node);
        if (known != null && known.up) {
            // It restarted, and is back before its silence was noticed: it knows of nothing that was between us.
            linkDown(nowNs, node);
            context.suspects.clear(node);
        }
        context.neighbours.up(nowNs, node, roles, readings);
    }

    /** A link is down, or could not be opened. */
    public void linkDown(long nowNs, String node) {
        if (context.neighbours.get(node) != null) {
            context.neighbours.remove(node);
            lost(nowNs, node);
        }
    }

    private void gaveUp(long nowNs, String node) {
        context.neighbours.close(node);
        lost(nowNs, node);
    }

    private void lost(long nowNs, String node) {
        context.suspects.add(nowNs, node);
        parcels.forget(node);
        streams.all().forEach(state -> state.linkLost(nowNs, node));
        context.wakeBy(nowNs);
    }

    /** A neighbour says something. */
    public void message(long nowNs, String node, TreeMessage message) {
        dialogue.take(nowNs, node, message);
    }

    // ---- What is passed on ----

    /** At an edge: asks for a stream's keys. What gets lost is not sent again; ask again when no answer comes. */
    public void requestKey(long nowNs, String stream, Opaque body) {
        streams.known(stream).ifPresent(state -> parcels.keyRequest(nowNs, state, context.self.id(), body));
    }

    /** At an edge that keeps a stream for a while though nobody watches: says that it wants no more keys. False when there is nobody to say it to. */
    public boolean releaseKeys(long nowNs, String stream, Opaque body) {
        return streams.known(stream)
                .map(state -> parcels.keyRelease(nowNs, state, context.self.id(), body))
                .orElse(false);
    }

    /** At the ingest node: sends keys to an edge that has asked at some time. */
    public void answerKey(long nowNs, String stream, String edge, Opaque body) {
        parcels.keyAnswer(nowNs, stream, edge, body);
    }

    /** Sends merged input to the parent; false when there is none. */
    public boolean sendTick(long nowNs, String stream, Opaque body) {
        return streams.known(stream)
                .map(state -> parcels.tick(nowNs, state, body))
                .orElse(false);
    }

    /** Sends something for viewers to all children. */
    public void sendEvent(long nowNs, String stream, Opaque body) {
        streams.known(stream).ifPresent(state -> parcels.event(nowNs, state, body));
    }

    /** At the ingest node: tells all below what its publisher sends of each layer; see {@link TreeMessage.LayerRates}. */
    public void sendRates(long nowNs, TreeMessage.LayerRates rates) {
        streams.known(rates.stream()).ifPresent(state -> state.rates(nowNs, null, rates));
    }

    // ---- Time ----

    /** When {@link #timeout} is due; {@link Long#MAX_VALUE} when never. Earlier calls do no harm. */
    public long nextDeadlineNs() {
        return context.wakeNs();
    }

    /** Does what is due. */
    public void timeout(long nowNs) {
        context.sleepUntil(Deadlines.NEVER);
        warmLinks.mark();
        streams.all().forEach(StreamState::mark);
        long nextNs = context.neighbours.timeout(nowNs, new Silences(nowNs));
        nextNs = Math.min(nextNs, warmLinks.timeout(nowNs));
        for (StreamState state : List.copyOf(streams.all())) {
            long dueNs = state.timeout(nowNs);
            if (dueNs == 0) {
                streams.remove(state.stream);
            } else {
                nextNs = Math.min(nextNs, dueNs);
            }
        }
        nextNs = Math.min(nextNs, departure.timeout(nowNs));
        // What the callbacks above asked for is in wakeNs; nothing may ask for this very moment again and again.
        context.wakeBy(Math.max(nextNs, nowNs + 1));
    }

    private final class Silences implements Neighbours.Silences {
        private final long nowNs;

        Silences(long nowNs) {
            this.nowNs = nowNs;
        }

        @Override
        public void lost(String node) {
            gaveUp(nowNs, node);
        }

        @Override
        public void quiet(String node) {
            streams.all().forEach(state -> state.upstream.parentQuiet(nowNs, node));
        }

        @Override
        public void alone(String node) {
            streams.all().forEach(state -> state.upstream.parentSilent(nowNs, node));
        }

        @Override
        public void back(String node) {
            streams.all().forEach(state -> state.upstream.parentBack(nowNs, node));
        }
    }

    // ---- What it looks like ----

    public TreeCounters counters() {
        return context.counters;
    }

    /** Children, each stream counted. */
    public int children() {
        return context.children;
    }

    /** Links that are up or under way. */
    public int links() {
        return context.neighbours.count();
    }

    /** Streams that are published, taken, wanted or lingering here. */
    public Set<String> streams() {
        return Set.copyOf(streams.names());
    }

    /** The node that a stream is taken from; empty at its ingest node, and while there is none. */
    public Optional<String> parent(String stream) {
        return streams.known(stream)
                .filter(state -> !state.isIngest())
                .flatMap(state -> Optional.ofNullable(state.upstream.parent()));
    }

    /** The node whose link stands by. */
    public Optional<String> standby(String stream) {
        return streams.known(stream).flatMap(state -> Optional.ofNullable(state.upstream.standbyNode()));
    }

    /** The nodes that are served with a stream. */
    public List<String> children(String stream) {
        return streams.known(stream).map(state -> state.downstream.served()).orElse(List.of());
    }

    public boolean isDraining() {
        return context.draining;
    }

    /** Whether a stream is published here. */
    public boolean isIngest(String stream) {
        return streams.known(stream).map(StreamState::isIngest).orElse(false);
    }

    /** Links to a stream's ingest node; empty while there is no source. */
    public OptionalInt depth(String stream) {
        return streams.known(stream).map(StreamState::depth).orElse(OptionalInt.empty());
    }

    /** A neighbour's wall clock less this node's, in ns; empty before it was measured. */
    public OptionalLong clockOffsetNs(String node) {
        return context.neighbours.clockOffsetNs(node);
    }

    /** The round trip to a neighbour, in ns; 0 before it was measured. */
    public long roundTripNs(String node) {
        return context.neighbours.roundTripNs(node);
    }
}

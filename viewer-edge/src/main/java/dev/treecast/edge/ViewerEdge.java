package dev.treecast.edge;

import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.edge.sync.SyncCounters;
import dev.treecast.tree.LiveStream;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.sdp.Answer;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.Offer;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.sdp.OutgoingTrack;
import dev.treecast.webrtc.sdp.WhepAnswerer;
import dev.treecast.webrtc.signaling.IceSession;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionHost;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import dev.treecast.webrtc.signaling.SessionTable;
import dev.treecast.webrtc.signaling.SignalingException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** WHEP's end: takes viewers' offers and runs their sessions. Thread-safe; each session runs on the loop that it was given. */
public final class ViewerEdge implements SessionEndpoint {
    /** A streamer who goes live is on within seconds; a waiting player that asks this often adds nothing to the load. */
    private static final Duration NOT_LIVE_RETRY = Duration.ofSeconds(2);

    // Given.
    private final StreamHub hub;
    private final MediaLoopGroup loops;
    private final PeerFactory peers;
    private final EdgeOptions options;
    private final DataChannelApplication application;

    // Owned.
    private final SessionHost<ViewerSession> sessions;
    private final LongAdder packetsDropped = new LongAdder();
    private final LatencyHistogram sentAges = new LatencyHistogram();
    private final LatencyHistogram syncLates = new LatencyHistogram();
    private final Map<MediaLoop, EdgeLoop> edgeLoops = new ConcurrentHashMap<>();

    /** @param application what rides on viewers' data channels */
    public ViewerEdge(
            StreamHub hub,
            MediaLoopGroup loops,
            PeerFactory peers,
            EdgeOptions options,
            DataChannelApplication application) {
        this.hub = hub;
        this.loops = loops;
        this.peers = peers;
        this.options = options;
        this.application = application;
        this.sessions = new SessionHost<>(options.sessions(), peers.random());
    }

    @Override
    public CompletionStage<SessionAnswer> offer(SessionOffer request) {
        return sessions.open(request, this::open);
    }

    private CompletionStage<SessionAnswer> open(SessionOffer request, SessionTable<ViewerSession>.Place place)
            throws SignalingException {
        Offer offer = Negotiation.read(request.sdp());
        LiveStream live = hub.find(request.stream()).orElseThrow(() -> notLive(request.stream()));
        int packetsPerSecond =
                live.publication().orElseThrow(() -> notLive(request.stream())).packetsPerSecond();
        EdgeLoop here = leastLoaded();
        here.load.addAndGet(packetsPerSecond);
        IceCredentials local = peers.newCredentials();
        return Negotiation.onLoop(here.loop, () -> {
            try {
                return open(offer, request.playout(), live, here, local, place, packetsPerSecond);
            } catch (SignalingException | RuntimeException e) {
                here.load.addAndGet(-packetsPerSecond);
                throw e;
            }
        });
    }

    /** The loop whose viewers are sent the least; between equals the one with fewer sessions, publishers' included. */
    private EdgeLoop leastLoaded() {
        return loops.loops().stream()
                .map(this::edgeLoop)
                .min(Comparator.<EdgeLoop>comparingLong(each -> each.load.get())
                        .thenComparingInt(each -> each.loop.sessions()))
                .orElseThrow();
    }

    private SessionAnswer open(
            Offer offer,
            Optional<Playout> playout,
            LiveStream live,
            EdgeLoop here,
            IceCredentials local,
            SessionTable<ViewerSession>.Place place,
            int packetsPerSecond)
            throws SignalingException {
        boolean firstHere = !here.streams.containsKey(live);
        EdgeStream stream = streamOn(here, live);
        if (firstHere) {
            spread(live);
        }
        LocalTransport description = Negotiation.local(peers, local, here.loop);
        Answer answer = Negotiation.answer(
                () -> WhepAnswerer.answer(offer, description, outgoing(stream), application.wanted()));
        NegotiatedSession session = answer.session();
        IceCredentials remote = Negotiation.remoteCredentials(session);
        IceSession ice = new IceSession(local, remote, description, peers::newCredentials);
        ViewerSession viewer =
                new ViewerSession(place.id(), stream, here.loop, options, session, playout, ice, (ended, reason) -> {
                    place.release();
                    stream.closed(ended);
                    here.load.addAndGet(-packetsPerSecond);
                });
        place.occupy(viewer);
        viewer.start(
                peers.lite(
                        here.loop,
                        viewer,
                        local,
                        remote,
                        Negotiation.trust(session),
                        session.dtlsClient() ? DtlsRole.CLIENT : DtlsRole.SERVER,
                        viewer),
                application);
        return new SessionAnswer(place.id(), ice.entityTag(), answer.sdp());
    }

    private static SignalingException notLive(String stream) {
        return new SignalingException(
                404,
                "Not live",
                "'" + stream + "' is not live right now; try again soon.",
                Optional.of(NOT_LIVE_RETRY));
    }

    private EdgeLoop edgeLoop(MediaLoop loop) {
        return edgeLoops.computeIfAbsent(loop, missing -> new EdgeLoop(missing, sentAges, syncLates));
    }

    /** The stream as this loop has it, made when it has none; on the loop. */
    private EdgeStream streamOn(EdgeLoop here, LiveStream live) throws SignalingException {
        EdgeStream known = here.streams.get(live);
        if (known != null) {
            return known;
        }
        EdgeStream made = new EdgeStream(live, here, options, peers.random(), packetsDropped, deserted -> {
            here.streams.remove(live, deserted);
            live.unsubscribe(deserted);
        });
        here.streams.put(live, made);
        here.loop.add(made);
        if (!live.subscribe(made)) {
            here.loop.remove(made);
            here.streams.remove(live);
            throw notLive(live.name());
        }
        return made;
    }

    /** The first viewer anywhere brings the stream to every loop, so that the next one finds a filled ring wherever it lands. */
    private void spread(LiveStream live) {
        for (MediaLoop loop : loops.loops()) {
            loop.execute(() -> {
                try {
                    streamOn(edgeLoop(loop), live);
                } catch (SignalingException over) {
                    // The stream ended meanwhile: there is nothing to spread.
                }
            });
        }
    }

    /** What SDP has to say of a stream: its tracks with the sources that viewers will see. */
    private OutgoingStream outgoing(EdgeStream stream) {
        return new OutgoingStream(
                stream.canonicalName(),
                "treecast",
                outgoing(stream, false),
                outgoing(stream, true),
                stream.mayBeLayered());
    }

    private Optional<OutgoingTrack> outgoing(EdgeStream stream, boolean video) {
        return stream.media().stream()
                .filter(medium -> medium.isVideo() == video)
                .findFirst()
                .map(medium -> {
                    Track description = stream.descriptions().get(medium.published.getFirst().index);
                    return new OutgoingTrack(
                            medium.codec.encodingName(),
                            FormatParameters.parse(description.formatParameters()),
                            medium.ssrc,
                            medium.rtxSsrc,
                            !video && options.redundantAudio());
                });
    }

    @Override
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        return sessions.patch(stream, sessionId, ifMatch, fragment);
    }

    @Override
    public CompletionStage<Void> delete(String stream, String sessionId) {
        return sessions.delete(stream, sessionId, "the viewer left");
    }

    /** Which layer of the picture a viewer is sent; refused with 404 when there is no such session, or no layers. */
    public CompletionStage<LayerStatus> layer(String stream, String sessionId) {
        return sessions.on(stream, sessionId, viewer -> layerOf(viewer));
    }

    /**
     * Holds a viewer to a layer.
     *
     * @param rid the layer's; empty lets the estimate decide. Refused with 422 when there is none of that name
     */
    public CompletionStage<LayerStatus> hold(String stream, String sessionId, Optional<String> rid) {
        return sessions.on(stream, sessionId, viewer -> {
            LayerStatus before = layerOf(viewer);
            if (!viewer.feed.pin(rid)) {
                String names = String.join(
                        ", ",
                        before.layers().stream().map(LayerStatus.Layer::rid).toList());
                throw new SignalingException(422, "No such layer", "The layers of this stream are " + names + ".");
            }
            return layerOf(viewer);
        });
    }

    private static LayerStatus layerOf(ViewerSession viewer) throws SignalingException {
        return viewer.status(viewer.loop().nowNs())
                .layer()
                .orElseThrow(() ->
                        new SignalingException(404, "No layers", "This stream has one layer: there is no choice."));
    }

    /** What the viewers of a stream look like now, asked on their own loops. */
    public List<CompletableFuture<ViewerStatus>> status(String stream) {
        List<ViewerSession> watching = sessions.sessions().stream()
                .filter(session -> session.streamName().equals(stream))
                .toList();
        return sessions.ask(watching, session -> session.status(session.loop().nowNs()));
    }

    /** How many sessions each stream has, connecting ones included. */
    public Map<String, Integer> viewers() {
        Map<String, Integer> counts = new HashMap<>();
        sessions.sessions().forEach(session -> counts.merge(session.streamName(), 1, Integer::sum));
        return counts;
    }

    /** Viewers' sessions now, offers under way included. */
    public int size() {
        return sessions.size();
    }

    /** Sessions begun since the start. */
    public long startedCount() {
        return sessions.startedCount();
    }

    /** How old frames were when they were sent, each as often as it was sent to somebody. */
    public LatencyHistogram sentAges() {
        return sentAges;
    }

    /** Packets that a loop was too far behind to take in. */
    public long packetsDropped() {
        return packetsDropped.sum();
    }

    /** What became of viewers' requests for lost packets: one for each loop. */
    public List<RepairCounters> repairs() {
        return edgeLoops.values().stream().map(each -> each.repairs).toList();
    }

    /** By how much viewers who see their stream together were later than they should have been, each once a second. */
    public LatencyHistogram syncLates() {
        return syncLates;
    }

    /** What viewers who see their stream together said and were told: one for each loop. */
    public List<SyncCounters> syncs() {
        return edgeLoops.values().stream().map(each -> each.syncs).toList();
    }

    /** Takes no more sessions, says goodbye to those there are; done when the returned future is. */
    public CompletableFuture<Void> drain() {
        return sessions.drain("the server is shutting down");
    }
}

package dev.treecast.ingest;

import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.sdp.Answer;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.Offer;
import dev.treecast.webrtc.sdp.PublishPolicy;
import dev.treecast.webrtc.sdp.WhipAnswerer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** WHIP's end: takes publishers' offers and runs their sessions. Thread-safe; each session runs on the loop that it was given. */
public final class Ingest implements SessionEndpoint {
    private static final Duration TAKEN_RETRY = Duration.ofSeconds(1);

    // Given.
    private final StreamHub hub;
    private final Supplier<MediaLoop> loops;
    private final PeerFactory peers;
    private final IngestOptions options;
    private final DataChannelApplication application;

    // Owned.
    private final SessionHost<PublisherSession> sessions;

    /**
     * @param loops chooses the loop for a new session
     * @param application what rides on publishers' data channels
     */
    public Ingest(
            StreamHub hub,
            Supplier<MediaLoop> loops,
            PeerFactory peers,
            IngestOptions options,
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

    private CompletionStage<SessionAnswer> open(SessionOffer request, SessionTable<PublisherSession>.Place place)
            throws SignalingException {
        Offer offer = Negotiation.read(request.sdp());
        MediaLoop loop = loops.get();
        IceCredentials local = peers.newCredentials();
        LocalTransport description = Negotiation.local(peers, local, loop);
        Answer answer = Negotiation.answer(
                () -> WhipAnswerer.answer(offer, description, PublishPolicy.defaults(), application.wanted()));
        NegotiatedSession session = answer.session();
        IceCredentials remote = Negotiation.remoteCredentials(session);
        List<InboundTrack> tracks = tracks(session);
        return Negotiation.onLoop(loop, () -> {
            IceSession ice = new IceSession(local, remote, description, peers::newCredentials);
            PublisherSession publisher = new PublisherSession(
                    place.id(), request.stream(), loop, options, tracks, ice, (ended, reason) -> place.release());
            StreamHub.Outcome outcome = hub.publish(
                    request.stream(), request.principal(), describe(tracks), publisher.control(), loop.nowNs());
            return switch (outcome) {
                case StreamHub.Outcome.Refused refused -> throw refusal(request.stream(), refused.refusal());
                case StreamHub.Outcome.Started live -> {
                    begin(publisher, live.publication(), session, local, remote, place);
                    yield new SessionAnswer(place.id(), ice.entityTag(), answer.sdp());
                }
            };
        });
    }

    private void begin(
            PublisherSession publisher,
            Publication publication,
            NegotiatedSession session,
            IceCredentials local,
            IceCredentials remote,
            SessionTable<PublisherSession>.Place place) {
        place.occupy(publisher);
        PeerTransport transport = peers.lite(
                publisher.loop(),
                publisher,
                local,
                remote,
                Negotiation.trust(session),
                session.dtlsClient() ? DtlsRole.CLIENT : DtlsRole.SERVER,
                publisher);
        PeerDataChannels.join(
                transport,
                publisher,
                publisher.streamName(),
                FrameClock.NONE,
                session,
                PeerDataChannels.scratch(),
                peers.random(),
                application);
        publisher.start(transport, publication);
    }

    private List<InboundTrack> tracks(NegotiatedSession session) {
        List<InboundTrack> tracks = new ArrayList<>(2);
        for (Optional<NegotiatedMedia> media : List.of(session.video(), session.audio())) {
            media.ifPresent(negotiated -> addTracks(negotiated, tracks));
        }
        return List.copyOf(tracks);
    }

    /** One, or one for each layer. */
    private void addTracks(NegotiatedMedia media, List<InboundTrack> tracks) {
        Codec codec = Codec.ofEncodingName(media.encoding());
        if (codec == null) {
            return;
        }
        for (String layer : media.layers().isEmpty() ? List.of("") : media.layers()) {
            tracks.add(new InboundTrack(tracks.size(), codec, media, layer, options.loss()));
        }
    }

    private static List<Track> describe(List<InboundTrack> tracks) {
        return tracks.stream()
                .map(track -> new Track(track.codec, track.media.parameters().raw(), track.rid))
                .toList();
    }

    private static SignalingException refusal(String stream, StreamHub.Refusal refusal) {
        return switch (refusal) {
            case TAKEN ->
                new SignalingException(
                        409,
                        "Stream is live",
                        "Somebody is live on '" + stream
                                + "' right now. Stop that session first, or publish under another name.",
                        Optional.of(TAKEN_RETRY));
            case FULL ->
                new SignalingException(
                        503,
                        "Server full",
                        "This server carries as many streams as it takes; try again later.",
                        Optional.of(Duration.ofSeconds(30)));
        };
    }

    @Override
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        return sessions.patch(stream, sessionId, ifMatch, fragment);
    }

    @Override
    public CompletionStage<Void> delete(String stream, String sessionId) {
        return sessions.delete(stream, sessionId, "the publisher stopped");
    }

    /** What every publisher's session looks like now, asked on its own loop. */
    public List<CompletableFuture<PublisherStatus>> status() {
        return sessions.ask(
                sessions.sessions(), session -> session.status(session.loop().nowNs()));
    }

    /** Publishers' sessions now, offers under way included. */
    public int size() {
        return sessions.size();
    }

    /** Sessions begun since the start. */
    public long startedCount() {
        return sessions.startedCount();
    }

    /** Takes no more sessions, says goodbye to those there are; done when the returned future is. */
    public CompletableFuture<Void> drain() {
        return sessions.drain("the server is shutting down");
    }
}

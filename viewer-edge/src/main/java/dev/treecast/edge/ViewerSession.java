package dev.treecast.edge;

import dev.treecast.edge.repair.RoundTrip;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.signaling.HostedSession;
import dev.treecast.webrtc.signaling.IceSession;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer: gets what its {@link EdgeStream} fans out, and repairs from the ring. Owned by the stream's loop. A viewer that does not keep up
 * loses packets; it never holds the stream back.
 */
final class ViewerSession implements LoopSession, PeerListener, HostedSession {
    private static final Logger LOG = LoggerFactory.getLogger(ViewerSession.class);

    /** The bitrate shown is taken over at least this long. */
    private static final long METER_NS = 900_000_000;

    /** How the session tells its endpoint that it is over. */
    interface Ended {
        void ended(ViewerSession session, CloseReason reason);
    }

    // Given.
    private final String id;
    private final EdgeStream stream;
    private final MediaLoop loop;
    private final EdgeOptions options;
    private final NegotiatedSession negotiated;
    private final IceSession ice;
    private final Ended ended;

    // Owned.
    private final List<OutboundMedium> media = new ArrayList<>(2);
    /** The same by the index of the layer; null for one that this viewer does not take. */
    private final @Nullable OutboundMedium[] byTrack;

    private final @Nullable ViewerLayers layers;
    private final @Nullable ViewerBandwidth bandwidth;
    private final @Nullable ViewerProbe probe;
    private final ViewerPlayout playout;
    private final ViewerRepair repair;
    private final ViewerReports reports;
    private final Thinning thinning = new Thinning();
    private @Nullable PeerTransport transport;
    private @Nullable Cohort cohort;

    // State.
    private final long openedNs;
    private long connectedNs;
    private long firstKeyframeNs;
    private long meteredNs;
    private long meteredBytes;
    private long bitrateBps;

    ViewerSession(
            String id,
            EdgeStream stream,
            MediaLoop loop,
            EdgeOptions options,
            NegotiatedSession negotiated,
            Optional<Playout> playout,
            IceSession ice,
            Ended ended) {
        this.id = id;
        this.stream = stream;
        this.loop = loop;
        this.options = options;
        this.negotiated = negotiated;
        this.ice = ice;
        this.ended = ended;
        this.openedNs = loop.nowNs();
        this.byTrack = new @Nullable OutboundMedium[stream.layers().all.size()];
        for (EdgeMedium medium : stream.media()) {
            boolean takes = (medium.isVideo() ? negotiated.video() : negotiated.audio()).isPresent();
            OutboundMedium out = takes ? new OutboundMedium(medium) : null;
            if (out != null) {
                media.add(out);
            }
            medium.layers.forEach(layer -> byTrack[layer.index] = out);
        }
        this.layers = media.stream()
                .filter(out -> out.medium.isVideo())
                .findFirst()
                .map(out -> new ViewerLayers(stream, out))
                .orElse(null);
        this.bandwidth =
                stream.mayBeLayered() && layers != null ? new ViewerBandwidth(stream.shared().arrivalOrder) : null;
        boolean rtx = negotiated.video().filter(NegotiatedMedia::hasRtx).isPresent();
        this.probe = bandwidth != null && rtx ? new ViewerProbe(this, stream.shared(), bandwidth) : null;
        this.playout = new ViewerPlayout(this, stream, playout);
        this.repair = new ViewerRepair(this, stream, options.repair(), rtx);
        this.reports = new ViewerReports(this, media, stream.canonicalName());
    }

    /** Starts the session on its transport; on the loop, once. */
    void start(PeerTransport newTransport, DataChannelApplication application) {
        transport = newTransport;
        playout.speaksOver(PeerDataChannels.join(
                newTransport,
                this,
                streamName(),
                stream.frames(),
                negotiated,
                stream.shared().sctpScratch,
                stream.random(),
                application));
        stream.opened(this);
        newTransport.start(loop.nowNs());
    }

    @Override
    public String streamName() {
        return stream.stream().name();
    }

    @Override
    public MediaLoop loop() {
        return loop;
    }

    @Override
    public IceSession ice() {
        return ice;
    }

    @Override
    public PeerTransport transport() {
        PeerTransport current = transport;
        if (current == null) {
            throw new IllegalStateException("the session has not started");
        }
        return current;
    }

    /** How it plays. */
    ViewerPlayout playout() {
        return playout;
    }

    // ---- Fan-out, called by the stream ----

    void joined(Cohort joined) {
        cohort = joined;
    }

    /** Who is sent the same at the same time; null before it connects. */
    @Nullable
    Cohort cohort() {
        return cohort;
    }

    /**
     * Starts every track that can start: audio at once, video from the newest keyframe in the ring, if that is young enough. True when none
     * is left; what is left waits for {@link #startAt}.
     */
    boolean start(long nowNs) {
        boolean all = true;
        for (OutboundMedium out : media) {
            if (!out.started()) {
                all &= start(out, nowNs);
            }
        }
        return all;
    }

    private boolean start(OutboundMedium out, long nowNs) {
        FanOut fanOut = stream.fanOut();
        if (!out.medium.isVideo()) {
            out.start(fanOut.end());
            return true;
        }
        CatchUp way = CatchUp.of(out.layer(), options.start(), nowNs);
        if (way == null) {
            return false;
        }
        firstKeyframeNs = nowNs;
        fanOut.catchUp(this, out, way);
        return true;
    }

    /** Whether it has a picture, or needs none, once it has connected. */
    boolean canStart(long nowNs) {
        return layers == null || CatchUp.isPossible(layers.video().layer(), options.start(), nowNs);
    }

    /**
     * A keyframe begins at a place in the log.
     *
     * @return whether it is what this viewer waits for, who then starts there
     */
    boolean startAt(EdgeTrack track, long place, long nowNs) {
        if (layers == null || layers.video().layer() != track) {
            return false;
        }
        firstKeyframeNs = nowNs;
        layers.video().start(place);
        return true;
    }

    /** Sends what the batch holds of the tracks that have started, each packet under the viewer's own number. */
    void deliver(FanOutBatch batch) {
        PeerTransport to = transport();
        long nowNs = bandwidth == null ? 0 : loop.nowNs();
        for (int i = 0; i < batch.size(); i++) {
            OutboundMedium out = byTrack[batch.track(i).index];
            if (out == null || !out.takes(batch.track(i), batch.sequence(i), batch.place(i), batch.isKeyframe(i))) {
                continue;
            }
            long sequenceNumber = out.sequenceNumber(batch.track(i), batch.sequence(i), stream.random());
            if (sequenceNumber == SequenceRuns.NONE) {
                continue;
            }
            if (bandwidth != null && out.medium.isVideo()) {
                bandwidth.sending(batch.packet(i), nowNs);
            }
            if (to.sendRtp(batch.packet(i), (int) sequenceNumber)) {
                out.packets++;
                out.payloadBytes += batch.payloadBytes(i);
            }
        }
    }

    // ---- What the reports say ----

    /** The viewer asks for a lost packet. */
    void repair(OutboundMedium out, int sequenceNumber, long nowNs) {
        long sentBytes = 0;
        for (OutboundMedium each : media) {
            sentBytes += each.payloadBytes;
        }
        repair.asked(out, sequenceNumber, sentBytes, nowNs);
    }

    /** Sends a packet again under the next number of the source of retransmissions. */
    boolean sendRetransmission(OutboundMedium out, PlainRtpPacket repeated, long nowNs) {
        if (bandwidth != null) {
            bandwidth.sending(repeated, nowNs);
        }
        return transport().sendRtp(repeated, out.nextRtxSequenceNumber());
    }

    /** The round trip to the viewer. */
    RoundTrip roundTrip() {
        return repair.roundTrip;
    }

    /** The loop's reader of transport-wide feedback. */
    TransportFeedback sharedFeedback() {
        return stream.shared().feedback;
    }

    /** What the path carries; null where there is nothing to choose from. */
    @Nullable
    ViewerBandwidth bandwidth() {
        return bandwidth;
    }

    /** Takes in what a receiver report says of a track's losses; in 256ths. */
    void lost(OutboundMedium out, int fractionLost, long nowNs) {
        if (out.medium.isVideo() && bandwidth != null) {
            bandwidth.receiverReport(nowNs, fractionLost, roundTrip().ns());
        }
        // With another layer below there is a better answer to losses.
        if (out.medium.isVideo() && out.medium.isSmallest(out.layer()) && thinning.report(fractionLost, nowNs)) {
            out.thin(thinning.thinned());
            LOG.info(
                    "viewer {} of '{}' {}",
                    shortId(),
                    streamName(),
                    thinning.thinned()
                            ? "loses too much: it is sent sound and keyframes only"
                            : "has recovered: it is sent everything again");
            if (!thinning.thinned()) {
                requestKeyframe();
            }
        }
    }

    /** Asks for a keyframe of the layer that it is sent. */
    void requestKeyframe() {
        if (layers != null) {
            stream.requestKeyframe(layers.video().layer());
        }
    }

    // ---- Layers ----

    /** Null where it takes no picture. */
    @Nullable
    ViewerLayers layers() {
        return layers;
    }

    /** Which layer of the picture it is sent. */
    int layer() {
        return layers == null ? 0 : layers.video().layer().layer;
    }

    /** Thinks over which layer this viewer's path carries. */
    void chooseLayer(long nowNs) {
        ViewerLayers mine = layers;
        ViewerBandwidth path = bandwidth;
        if (mine == null || path == null) {
            return;
        }
        if (mine.choose(nowNs, path.estimateBps(), path.loss())) {
            if (cohort == null) {
                mine.video().switchTo(mine.target());
            } else {
                stream.assign(this, mine);
            }
        }
        long worthBps = mine.worthProbingBps(nowNs, path.estimateBps());
        if (worthBps > 0 && probe != null && probe.begin(mine.video(), nowNs, worthBps)) {
            loop.reschedule(this);
        }
    }

    /**
     * Holds the viewer to a layer of the picture; on the loop.
     *
     * @param rid the layer's; empty lets the estimate decide again
     * @return false when there is no such layer
     */
    boolean pin(Optional<String> rid) {
        if (layers == null || !layers.pin(rid.orElse(null))) {
            return false;
        }
        chooseLayer(loop.nowNs());
        return true;
    }

    /** Nothing has been sent yet: it starts with this layer. */
    void startsWith(int layer) {
        if (layers != null) {
            layers.video().switchTo(layers.video().medium.layers.get(layer));
        }
    }

    /** From a place in the log on it is sent another layer. */
    void switchTo(int layer, long place) {
        startsWith(layer);
        for (OutboundMedium out : media) {
            if (out.started()) {
                out.start(place);
            }
        }
    }

    // ---- LoopSession ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        if (transport().state() != PeerState.CONNECTED) {
            return next;
        }
        long probeNs = bandwidth == null ? NO_DEADLINE : bandwidth.deadlineNs();
        long ownNs = Math.min(reports.nextDeadlineNs(), repair.nextDeadlineNs());
        return Math.min(next, Math.min(ownNs, probeNs));
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (transport().state() == PeerState.CONNECTED) {
            reports.send(nowNs, options.reportIntervalNs());
            repair.timeout(nowNs);
            meter(nowNs);
            repair.timeout(nowNs);
            if (layers != null && probe != null) {
                probe.run(layers.video(), nowNs);
            }
        }
    }

    private void meter(long nowNs) {
        long elapsedNs = nowNs - meteredNs;
        if (elapsedNs >= METER_NS) {
            long bytes = transport().counters().bytesOut();
            bitrateBps = (bytes - meteredBytes) * 8_000_000L / (elapsedNs / 1_000);
            meteredBytes = bytes;
            meteredNs = nowNs;
        }
    }

    private String addressFamily() {
        return transport()
                .remoteAddress()
                .map(remote -> remote.getAddress() instanceof Inet4Address ? "IPv4" : "IPv6")
                .orElse("");
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    // ---- PeerListener ----

    @Override
    public void connected(long nowNs) {
        connectedNs = nowNs;
        meteredNs = nowNs;
        reports.start(nowNs);
        roundTrip().handshake(transport().handshakeRoundTripNs());
        LOG.info(
                "viewer {} of '{}' connected from {}, {}, {} ms after its offer",
                shortId(),
                streamName(),
                transport().remoteAddress().map(InetSocketAddress::toString).orElse("?"),
                transport().profile().map(Enum::name).orElse("?"),
                (nowNs - openedNs) / 1_000_000);
        stream.connected(this, negotiated.profile(), nowNs);
    }

    /** Its own word for a loss may still go the way that is gone: libwebrtc holds on to that for 2.5 s. */
    @Override
    public void moved(long nowNs) {
        requestKeyframe();
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        // A viewer has nothing to send; probing padding is the only thing that comes.
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        reports.receive(nowNs, data, offset, length);
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        LOG.info(
                "viewer {} of '{}' ended after {} s: {}",
                shortId(),
                streamName(),
                connectedNs == 0 ? 0 : (nowNs - connectedNs) / 1_000_000_000,
                reason);
        ended.ended(this, reason);
    }

    /** Ends the session, telling the viewer. */
    @Override
    public void close(String reason) {
        if (transport().state() == PeerState.CONNECTED) {
            reports.sendGoodbye(reason);
        }
        transport().close(reason);
    }

    /** How old pictures are when it has them; null before that was measured. */
    @Nullable
    ViewerLatency latency() {
        Cohort mine = cohort;
        return mine == null ? null : stream.latency().of(mine.sent, roundTrip().ns());
    }

    ViewerStatus status(long nowNs) {
        return new ViewerStatus(
                shortId(),
                addressFamily(),
                transport().state(),
                connectedNs == 0 ? 0 : (nowNs - connectedNs) / 1e9,
                firstKeyframeNs == 0 ? -1 : (firstKeyframeNs - openedNs) / 1e6,
                bitrateBps,
                transport().counters().bytesOut(),
                roundTrip().ns() / 1e6,
                ViewerStatus.Sent.of(media),
                latency(),
                playout.now(),
                playout.status(),
                transport().profile().map(Enum::name).orElse(""),
                bandwidth == null || layers == null || !layers.video().medium.isLayered()
                        ? Optional.empty()
                        : Optional.of(LayerStatus.of(nowNs, layers, bandwidth)));
    }

    /** Enough of the id to find it in a log, not enough to use it. */
    private String shortId() {
        return id.substring(0, 6);
    }
}

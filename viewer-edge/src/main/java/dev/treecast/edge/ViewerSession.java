package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtp.Playout;
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
    private final Optional<Playout> playout;
    private final IceSession ice;
    private final Ended ended;

    // Owned.
    private final List<OutboundTrack> tracks = new ArrayList<>(2);
    /** The same by the stream's track; null for one that this viewer does not take. */
    private final @Nullable OutboundTrack[] byTrack;

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
        this.playout = playout;
        this.ice = ice;
        this.ended = ended;
        this.openedNs = loop.nowNs();
        this.byTrack = new @Nullable OutboundTrack[stream.tracks().size()];
        for (EdgeTrack track : stream.tracks()) {
            boolean taken = (track.isVideo() ? negotiated.video() : negotiated.audio()).isPresent();
            if (taken) {
                OutboundTrack out = new OutboundTrack(track);
                tracks.add(out);
                byTrack[track.index] = out;
            }
        }
        this.reports = new ViewerReports(this, tracks, stream.canonicalName());
    }

    /** Starts the session on its transport; on the loop, once. */
    void start(PeerTransport newTransport, DataChannelApplication application) {
        transport = newTransport;
        PeerDataChannels.join(
                newTransport,
                this,
                streamName(),
                stream.frames(),
                negotiated,
                stream.shared().sctpScratch,
                stream.random(),
                application);
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

    /** How it wants to be played; empty for as the publisher does. */
    Optional<Playout> playout() {
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
     * is left.
     */
    boolean start(long nowNs) {
        boolean all = true;
        for (OutboundTrack out : tracks) {
            if (!out.started()) {
                all &= start(out, nowNs);
            }
        }
        return all;
    }

    private boolean start(OutboundTrack out, long nowNs) {
        FanOut fanOut = stream.fanOut();
        if (!out.track.isVideo()) {
            out.start(fanOut.end());
            return true;
        }
        Cohort mine = cohort;
        if (mine == null || !out.track.keyframeYoungerThan(options.keyframeReplayNsMax(), nowNs)) {
            return false;
        }
        firstKeyframeNs = nowNs;
        out.start(fanOut.end());
        fanOut.replay(this, mine.group, out);
        return true;
    }

    /** Sends what the batch holds of the tracks that have started, each packet under the viewer's own number. */
    void deliver(FanOutBatch batch) {
        PeerTransport to = transport();
        for (int i = 0; i < batch.size(); i++) {
            OutboundTrack out = byTrack[batch.track(i).index];
            if (out == null || !out.takes(batch.place(i), batch.isKeyframe(i))) {
                continue;
            }
            long sequenceNumber = out.sequenceNumber(batch.sequence(i), stream.random());
            if (sequenceNumber != SequenceRuns.NONE && to.sendRtp(batch.packet(i), (int) sequenceNumber)) {
                out.packets++;
                out.payloadBytes += batch.payloadBytes(i);
            }
        }
    }

    // ---- Repair, called by the reports ----

    /** Sends a lost packet again: as RTX where the viewer has it, otherwise the very same packet. */
    void repair(OutboundTrack out, int sequenceNumber, long nowNs) {
        out.nacked++;
        Cohort mine = cohort;
        EdgeTrack track = out.track;
        long sequence = out.trackSequence(sequenceNumber);
        KeptPacket packet = sequence == SequenceRuns.NONE ? null : track.ring.get(sequence);
        if (packet == null || mine == null) {
            return;
        }
        if (!out.repeats().allow(sequence, nowNs, reports.roundTripNs())) {
            return;
        }
        PlainRtpPacket repeated = stream.shared().repeated;
        boolean sent;
        if (track.isVideo() && negotiated.video().orElseThrow().hasRtx()) {
            sent = mine.group.writeRetransmission(track, packet, sequenceNumber, repeated)
                    && transport().sendRtp(repeated, out.nextRtxSequenceNumber());
        } else {
            sent = mine.group.write(track, packet, repeated) && transport().resendRtp(repeated, sequenceNumber);
        }
        if (sent) {
            out.retransmissions++;
        }
    }

    /** Takes in what a receiver report says of a track's losses; in 256ths. */
    void lost(OutboundTrack out, int fractionLost, long nowNs) {
        if (out.track.isVideo() && thinning.report(fractionLost, nowNs)) {
            out.thin(thinning.thinned());
            LOG.info(
                    "viewer {} of '{}' {}",
                    shortId(),
                    streamName(),
                    thinning.thinned()
                            ? "loses too much: it is sent sound and keyframes only"
                            : "has recovered: it is sent everything again");
            if (!thinning.thinned()) {
                stream.requestKeyframe();
            }
        }
    }

    void keyframeWanted() {
        stream.requestKeyframe();
    }

    // ---- LoopSession ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        return transport().state() == PeerState.CONNECTED ? Math.min(next, reports.nextDeadlineNs()) : next;
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (transport().state() == PeerState.CONNECTED) {
            reports.send(nowNs, options.reportIntervalNs());
            meter(nowNs);
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
        LOG.info(
                "viewer {} of '{}' connected from {}, {}, {} ms after its offer",
                shortId(),
                streamName(),
                transport().remoteAddress().map(InetSocketAddress::toString).orElse("?"),
                transport().profile().map(Enum::name).orElse("?"),
                (nowNs - openedNs) / 1_000_000);
        stream.connected(this, negotiated.profile(), nowNs);
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

    ViewerStatus status(long nowNs) {
        Cohort mine = cohort;
        ViewerLatency latency = mine == null ? null : stream.latency().of(mine.sent, reports.roundTripNs());
        long packets = 0;
        long lost = 0;
        long nacked = 0;
        long retransmissions = 0;
        long withheld = 0;
        double jitterMs = 0;
        for (OutboundTrack out : tracks) {
            packets += out.packets;
            lost += Math.max(0, out.cumulativeLost);
            nacked += out.nacked;
            retransmissions += out.retransmissions;
            withheld += out.withheld;
            jitterMs = Math.max(jitterMs, out.jitter * 1000.0 / out.track.codec.clockRateHz());
        }
        return new ViewerStatus(
                shortId(),
                addressFamily(),
                transport().state(),
                connectedNs == 0 ? 0 : (nowNs - connectedNs) / 1e9,
                firstKeyframeNs == 0 ? -1 : (firstKeyframeNs - openedNs) / 1e6,
                bitrateBps,
                transport().counters().bytesOut(),
                packets,
                lost,
                reports.roundTripNs() / 1e6,
                jitterMs,
                nacked,
                retransmissions,
                withheld,
                latency,
                playout.or(() -> tracks.stream().findFirst().map(out -> out.track.playout))
                        .orElse(Playout.INTERACTIVE),
                transport().profile().map(Enum::name).orElse(""));
    }

    /** Enough of the id to find it in a log, not enough to use it. */
    private String shortId() {
        return id.substring(0, 6);
    }
}

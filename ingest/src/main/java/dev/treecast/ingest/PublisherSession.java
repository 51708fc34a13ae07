package dev.treecast.ingest;

import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.DelaySinceReceiverReport;
import dev.treecast.webrtc.rtcp.Goodbye;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.signaling.HostedSession;
import dev.treecast.webrtc.signaling.IceSession;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher: its packets become {@link MediaPacket}s of a {@link Publication}; what is lost is asked for, what viewers need (keyframes) is
 * passed on, and its encoder is told what the path takes. Owned by one loop. The path of a packet is {@link #rtp}.
 */
final class PublisherSession implements LoopSession, PeerListener, HostedSession {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherSession.class);

    /** Between two readings of what each track brings: two of them see what {@link TrackMeter} measures over a second. */
    private static final long RATES_NS = 500_000_000L;

    /** How the session tells its endpoint that it is over. */
    interface Ended {
        void ended(PublisherSession session, CloseReason reason);
    }

    // Given.
    private final String id;
    private final String streamName;
    private final MediaLoop loop;
    private final IngestOptions options;
    private final List<InboundTrack> tracks;
    private final IceSession ice;
    private final Ended ended;

    // Owned.
    private final InboundSources sources;
    private final PublisherFeedback feedback;
    private final PublisherTiming timing;
    private final PublisherFeedback.Sink rtcp =
            (bytes, offset, length) -> transport().sendRtcp(bytes, offset, length);
    private final RtpPacket packet = new RtpPacket();
    private final CompoundReader compound = new CompoundReader();
    private @Nullable PeerTransport transport;
    private @Nullable Publication publication;

    // State.
    private volatile long heardNs;
    private volatile boolean over;
    private long connectedNs;
    private long firstPacketNs = LoopSession.NO_DEADLINE;
    private long ratesNs;
    private long unknownPayloads;
    private int transportSequenceId;

    PublisherSession(
            String id,
            String streamName,
            MediaLoop loop,
            IngestOptions options,
            List<InboundTrack> tracks,
            IceSession ice,
            Playout playout,
            Ended ended) {
        this.id = id;
        this.streamName = streamName;
        this.loop = loop;
        this.options = options;
        this.tracks = tracks;
        this.ice = ice;
        this.ended = ended;
        this.heardNs = loop.nowNs();
        for (InboundTrack track : tracks) {
            if (track.media.feedback().transportWide()) {
                transportSequenceId = track.media.extensions().id(HeaderExtensions.TRANSPORT_WIDE_CC);
            }
        }
        this.sources = new InboundSources(tracks);
        this.timing = new PublisherTiming(tracks, playout);
        this.feedback = new PublisherFeedback(tracks, options, transportSequenceId != 0);
    }

    /** Joins the session to its transport and publication and starts it; on the loop, once. */
    void start(PeerTransport newTransport, Publication newPublication) {
        transport = newTransport;
        publication = newPublication;
        newPublication.timing(timing.now());
        newTransport.start(loop.nowNs());
    }

    @Override
    public String streamName() {
        return streamName;
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

    // ---- LoopSession ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        if (transport().state() == PeerState.CONNECTED) {
            next = Math.min(next, Math.min(feedback.nextDeadlineNs(), ratesNs));
            if (firstPacketNs != NO_DEADLINE) {
                next = Math.min(next, firstPacketNs + options.firstKeyframeNs());
            }
        }
        return next;
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (transport().state() != PeerState.CONNECTED) {
            return;
        }
        if (firstPacketNs != NO_DEADLINE && nowNs - firstPacketNs >= options.firstKeyframeNs()) {
            firstPacketNs = NO_DEADLINE;
            for (InboundTrack track : tracks) {
                if (track.isVideo() && track.started() && track.meter.keyframes == 0) {
                    track.keyframes.request();
                }
            }
        }
        tellRates(nowNs);
        feedback.send(nowNs, rtcp);
    }

    /** Tells the stream what each track brings, so that nobody has to take a layer in order to know. */
    private void tellRates(long nowNs) {
        Publication live = publication;
        if (nowNs < ratesNs || live == null) {
            return;
        }
        ratesNs = nowNs + RATES_NS;
        for (InboundTrack track : tracks) {
            live.bitrateMeasured(track.index, track.meter.bitrateOrUnknownBps(nowNs));
        }
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    // ---- PeerListener ----

    @Override
    public void connected(long nowNs) {
        connectedNs = nowNs;
        ratesNs = nowNs + RATES_NS;
        heardNs = nowNs;
        feedback.start(nowNs);
        tracks.forEach(track -> track.connected(transport().handshakeRoundTripNs()));
        LOG.info(
                "publisher {} of '{}' connected from {}, {}",
                shortId(),
                streamName,
                transport().remoteAddress().map(InetSocketAddress::toString).orElse("?"),
                transport().profile().map(Enum::name).orElse("?"));
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        heardNs = nowNs;
        if (!packet.wrap(data, offset, length)) {
            unknownPayloads++;
            return;
        }
        if (transportSequenceId != 0) {
            feedback.transportSequence(packet, transportSequenceId, nowNs);
        }
        InboundTrack track = sources.trackOf(packet);
        if (track == null) {
            unknownPayloads++;
            return;
        }
        boolean retransmitted = packet.payloadType() == track.media.rtxPayloadType();
        feedback.received(length, nowNs);
        MediaPacket media = track.receive(packet, retransmitted, nowNs);
        if (media == null) {
            return;
        }
        if (track.isVideo() && track.meter.packets == 1) {
            firstPacketNs = nowNs;
        }
        timing.packet(media);
        Publication live = publication;
        if (live != null && !over) {
            live.deliver(media);
        }
        feedback.send(nowNs, rtcp);
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        heardNs = nowNs;
        if (!compound.wrap(data, offset, length)) {
            unknownPayloads++;
            return;
        }
        while (compound.next()) {
            if (compound.packetType() == RtcpHeader.SENDER_REPORT) {
                senderReport(nowNs, SenderReport.parse(data, compound.offset(), compound.length()));
            } else if (compound.packetType() == RtcpHeader.EXTENDED_REPORT) {
                DelaySinceReceiverReport echo = DelaySinceReceiverReport.parse(
                        data, compound.offset(), compound.length(), PublisherFeedback.OWN_SSRC);
                if (echo != null) {
                    int now = NtpTimestamp.middle32(NtpTimestamp.fromUnixNs(nowNs));
                    timing.roundTrip(echo.roundTripNs(now), nowNs);
                }
            } else if (compound.packetType() == RtcpHeader.GOODBYE) {
                goodbye(Goodbye.parse(data, compound.offset(), compound.length()));
            }
        }
    }

    private void senderReport(long nowNs, @Nullable SenderReport report) {
        if (report == null) {
            return;
        }
        for (InboundTrack track : tracks) {
            ReceptionStatistics statistics = track.statistics();
            if (statistics != null && track.ssrc() == report.ssrc()) {
                statistics.onSenderReport(report.ntpTimestamp(), nowNs);
            }
            Long timestamp = track.extendTimestamp(report.ssrc(), report.rtpTimestamp());
            Publication live = publication;
            if (timestamp != null && live != null) {
                timing.senderReport(track.index, report.ntpTimestamp(), timestamp, nowNs);
                live.timing(timing.now());
                live.senderReport(track.index, report.ntpTimestamp(), timestamp, nowNs);
            }
        }
    }

    /** Browsers say goodbye for a source that they stop (a track removed); the session ends when all have gone. */
    private void goodbye(@Nullable Goodbye goodbye) {
        if (goodbye == null) {
            return;
        }
        boolean all = tracks.stream()
                .allMatch(track -> !track.started() || goodbye.ssrcs().contains(track.ssrc()));
        if (all && tracks.stream().anyMatch(InboundTrack::started)) {
            transport().closedByPeer("the publisher said goodbye");
        }
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        over = true;
        Publication live = publication;
        if (live != null) {
            live.ended(nowNs);
        }
        LOG.info("publisher {} of '{}' ended: {}", shortId(), streamName, reason);
        ended.ended(this, reason);
    }

    // ---- For the endpoint ----

    /** What the stream asks of this session, from any thread. */
    PublicationControl control() {
        return new PublicationControl() {
            @Override
            public void requestKeyframe(int track) {
                loop.execute(() -> keyframeWanted(track));
            }

            @Override
            public boolean isAlive() {
                return !over && loop.nowNs() - heardNs < options.aliveNsMax();
            }

            @Override
            public void end(String reason) {
                loop.execute(() -> close(reason));
            }
        };
    }

    private void keyframeWanted(int track) {
        KeyframeRequests requests = tracks.get(track).keyframes;
        requests.request();
        if (transport().state() == PeerState.CONNECTED) {
            feedback.send(loop.nowNs(), rtcp);
            loop.reschedule(this);
        }
    }

    /** Ends the session, telling the publisher. */
    @Override
    public void close(String reason) {
        if (transport().state() == PeerState.CONNECTED) {
            feedback.sendGoodbye(rtcp, reason);
        }
        transport().close(reason);
    }

    PublisherStatus status(long nowNs) {
        boolean connected = transport().state() == PeerState.CONNECTED;
        return new PublisherStatus(
                streamName,
                connected,
                connectedNs,
                tracks.stream().map(track -> trackStatus(track, nowNs)).toList(),
                unknownPayloads);
    }

    private static TrackStatus trackStatus(InboundTrack track, long nowNs) {
        TrackMeter meter = track.meter;
        ReceptionStatistics statistics = track.statistics();
        double jitterMs = statistics == null ? 0 : statistics.jitter() * 1000.0 / track.codec.clockRateHz();
        return new TrackStatus(
                track.codec,
                track.rid,
                meter.isActive(nowNs),
                meter.bitrateBps(nowNs),
                meter.packetsPerSecond(nowNs),
                meter.framesPerSecond(nowNs),
                meter.packets,
                track.lost(),
                meter.recovered,
                meter.keyframes,
                jitterMs,
                track.size.width(),
                track.size.height());
    }

    /** Enough of the id to find it in a log, not enough to use it. */
    private String shortId() {
        return id.substring(0, 6);
    }
}

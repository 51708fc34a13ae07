package dev.treecast.server.demo;

import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtcp.SourceDescription;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.signaling.Negotiation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's publishing session: plays a {@link ClipPacketSource} into a transport, reports its clock, answers keyframe requests. It
 * answers no NACKs: the demo's path is loopback.
 */
final class ClipSession implements LoopSession, PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClipSession.class);
    private static final long REPORT_INTERVAL_NS = 1_000_000_000L;
    private static final int PACKET_BYTES_MAX = 1_300;

    /** One RTP stream that we send. */
    private static final class Out {
        final int payloadType;
        final int ssrc;
        int sequenceNumber;
        int packets;
        int payloadBytes;

        Out(NegotiatedMedia media, long ssrc, int sequenceNumber) {
            this.payloadType = media.payloadType();
            this.ssrc = (int) ssrc;
            this.sequenceNumber = sequenceNumber;
        }
    }

    private final MediaLoop loop;
    private final NegotiatedSession negotiated;
    private final String canonicalName;
    private final ClipPacketSource source;
    private final ClipStart clipStart;
    private final SentPackets sent;
    private final Runnable ended;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final @Nullable Out video;
    private final @Nullable Out audio;
    private final RtpWriter writer = new RtpWriter();
    private final byte[] packet = new byte[PACKET_BYTES_MAX];
    private final CompoundReader compound = new CompoundReader();
    private final CompoundWriter reports = new CompoundWriter();

    private @Nullable PeerTransport transport;
    private long nextFrameNs = NO_DEADLINE;
    private long nextReportNs = NO_DEADLINE;

    /** @param ended told when the connection, which was up, has ended */
    ClipSession(
            MediaLoop loop,
            NegotiatedSession negotiated,
            OutgoingStream stream,
            ClipPacketSource source,
            ClipStart clipStart,
            SentPackets sent,
            Runnable ended) {
        this.loop = loop;
        this.negotiated = negotiated;
        this.canonicalName = stream.cname();
        this.source = source;
        this.clipStart = clipStart;
        this.sent = sent;
        this.ended = ended;
        this.video = out(negotiated.video(), stream.video().orElseThrow().ssrc());
        this.audio = out(negotiated.audio(), stream.audio().orElseThrow().ssrc());
    }

    private static @Nullable Out out(Optional<NegotiatedMedia> media, long ssrc) {
        return media.map(taken -> new Out(taken, ssrc, (int) (ssrc & 0x7fff))).orElse(null);
    }

    /** Done when the transport is up, or it turned out that it will not be. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** @param channels what is done on data channels; null: nothing */
    void start(PeerFactory peers, IceCredentials local, @Nullable DataChannelApplication channels) {
        PeerTransport made = Negotiation.clientTransport(peers, loop, this, local, negotiated, this);
        transport = made;
        if (channels != null) {
            PeerDataChannels.join(
                    made, this, "", FrameClock.NONE, negotiated, PeerDataChannels.scratch(), peers.random(), channels);
        }
        made.start(loop.nowNs());
    }

    /** Ends it; on the loop. */
    void leave() {
        transport().close("the publisher left");
    }

    private PeerTransport transport() {
        return Objects.requireNonNull(transport, "not started");
    }

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(transport().nextDeadlineNs(), Math.min(nextFrameNs, nextReportNs));
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (nowNs - nextFrameNs >= 0) {
            nextFrameNs = source.poll(nowNs, this::send);
        }
        if (nowNs - nextReportNs >= 0) {
            nextReportNs = nowNs + REPORT_INTERVAL_NS;
            report(nowNs);
        }
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    @Override
    public void connected(long nowNs) {
        nextFrameNs = clipStart.firstFrameNs(nowNs);
        nextReportNs = nowNs + 1;
        connected.complete(null);
    }

    private void send(MediaKind kind, byte[] bytes, int offset, int length, boolean marker, int rtpTimestamp) {
        Out out = kind == MediaKind.VIDEO ? video : audio;
        if (out == null) {
            return;
        }
        int size = writer.start(out.payloadType, marker, out.sequenceNumber, rtpTimestamp, out.ssrc)
                .finish(packet, 0, packet.length, bytes, offset, length);
        sent.sending(kind, rtpTimestamp, bytes, offset, length);
        if (size > 0 && transport().sendRtp(packet, 0, size)) {
            out.sequenceNumber = out.sequenceNumber + 1 & 0xffff;
            out.packets++;
            out.payloadBytes += length;
        }
    }

    private void report(long nowNs) {
        reports.start(packet, 0, packet.length);
        append(video, MediaKind.VIDEO, nowNs);
        append(audio, MediaKind.AUDIO, nowNs);
        transport().sendRtcp(packet, 0, reports.length());
    }

    private void append(@Nullable Out out, MediaKind kind, long nowNs) {
        if (out == null) {
            return;
        }
        long ntpTimestamp = NtpTimestamp.fromUnixNs(nowNs + loop.unixMinusMonotonicNs());
        reports.append(new SenderReport(
                out.ssrc, ntpTimestamp, source.rtpTimestampAt(kind, nowNs), out.packets, out.payloadBytes, List.of()));
        reports.append(SourceDescription.of(out.ssrc, canonicalName));
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        // Nothing is sent to a publisher.
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        if (!compound.wrap(data, offset, length)) {
            return;
        }
        while (compound.next()) {
            if (compound.packetType() == RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK
                    && compound.format() == RtcpHeader.FORMAT_PICTURE_LOSS_INDICATION) {
                source.requestKeyframe();
            }
        }
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        if (!connected.completeExceptionally(new java.io.IOException(reason.detail()))) {
            LOG.info("the demo's publisher ended: {}", reason);
            ended.run();
        }
    }
}

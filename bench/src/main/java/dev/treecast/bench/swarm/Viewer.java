package dev.treecast.bench.swarm;

import dev.treecast.server.demo.MediaKind;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.signaling.Negotiation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * A viewer: connects as a browser does, counts every packet by its RTP header, which SRTP leaves in the clear, and reports what it received.
 * A <i>checking</i> viewer also decrypts every packet, compares the payload with what was published, and notes how long it took. It asks
 * for no retransmission: what is lost shall show. Owned by its loop.
 */
final class Viewer implements LoopSession, PeerListener {

    /** What a viewer tells of itself, on its loop. */
    interface Events {
        void connected();

        /** The first video packet came. */
        void firstPicture();

        /** A video packet came. */
        default void video() {}

        void ended(CloseReason reason);
    }

    /**
     * How a viewer checks payloads.
     *
     * @param sent what the stream's publisher sent
     * @param latencyNs where the time from the publisher's send to the viewer's receive is noted
     */
    record Checking(SentLog sent, Recorder latencyNs) {}

    // Given.
    private final MediaLoop loop;
    private final NegotiatedSession negotiated;
    private final @Nullable Checking checking;
    private final @Nullable ViewerApplication interacting;
    private final Events events;

    // Owned.
    private final List<WatchedTrack> tracks = new ArrayList<>(2);
    private final Feedback feedback;
    private final RtpPacket packet = new RtpPacket();
    private final CompoundReader compound = new CompoundReader();
    private @Nullable PeerTransport transport;

    // State.
    private boolean pictureSeen;
    private boolean leaving;
    private long arrivedNs;
    private long intact;
    private long wrong;
    private long unknown;

    /**
     * @param checking null for a viewer that only counts
     * @param interacting null for a viewer without data channels
     * @param feedbackNs between two receiver reports
     */
    Viewer(
            MediaLoop loop,
            NegotiatedSession negotiated,
            @Nullable Checking checking,
            @Nullable ViewerApplication interacting,
            long feedbackNs,
            int reporterSsrc,
            Events events) {
        this.loop = loop;
        this.negotiated = negotiated;
        this.checking = checking;
        this.interacting = interacting;
        this.events = events;
        negotiated.video().ifPresent(media -> tracks.add(track(media, MediaKind.VIDEO)));
        negotiated.audio().ifPresent(media -> tracks.add(track(media, MediaKind.AUDIO)));
        this.feedback = new Feedback(tracks, reporterSsrc, feedbackNs);
    }

    private WatchedTrack track(NegotiatedMedia media, MediaKind kind) {
        PayloadCheck check =
                checking == null ? null : new PayloadCheck(checking.sent().track(kind));
        return new WatchedTrack(media, kind, check);
    }

    /** Connects; on the loop, once. */
    void start(PeerFactory peers, IceCredentials local) {
        PeerTransport made = Negotiation.clientTransport(peers, loop, this, local, negotiated, this);
        transport = made;
        if (interacting != null) {
            PeerDataChannels.join(
                    made,
                    this,
                    "",
                    FrameClock.NONE,
                    negotiated,
                    PeerDataChannels.scratch(),
                    peers.random(),
                    interacting);
        }
        made.start(loop.nowNs());
    }

    /** Leaves, telling the server. */
    void leave() {
        leaving = true;
        transport().close("left");
    }

    private PeerTransport transport() {
        return Objects.requireNonNull(transport, "not started");
    }

    // ---- In ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        if (isRtp(data, offset, length)) {
            count(nowNs, data, offset, length);
            if (checking == null) {
                return;
            }
            arrivedNs = System.nanoTime();
        }
        transport().datagram(nowNs, from, data, offset, length);
    }

    /** RFC 7983 tells SRTP from STUN and DTLS by the first byte, RFC 5761 RTP from RTCP by the second. */
    private static boolean isRtp(byte[] data, int offset, int length) {
        int second = data[offset + 1] & 0xff;
        return length >= RtpPacket.FIXED_HEADER_LENGTH
                && (data[offset] & 0xc0) == 0x80
                && (second < 192 || second > 223);
    }

    private void count(long nowNs, byte[] data, int offset, int length) {
        int payloadType = data[offset + 1] & 0x7f;
        for (int i = 0; i < tracks.size(); i++) {
            WatchedTrack track = tracks.get(i);
            if (track.payloadType == payloadType) {
                int sequenceNumber = NetworkOrder.unsigned16(data, offset + 2);
                int timestamp = NetworkOrder.int32(data, offset + 4);
                track.count(nowNs, sequenceNumber, timestamp, NetworkOrder.int32(data, offset + 8), length);
                if (track.kind == MediaKind.VIDEO) {
                    events.video();
                    if (!pictureSeen) {
                        pictureSeen = true;
                        events.firstPicture();
                    }
                }
                return;
            } else if (track.rtxPayloadType == payloadType) {
                track.retransmissions++;
                return;
            }
        }
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        if (checking == null || !packet.wrap(data, offset, length)) {
            return;
        }
        for (WatchedTrack track : tracks) {
            if (track.payloadType == packet.payloadType() && track.check != null) {
                check(track.check, checking);
            }
        }
    }

    private void check(PayloadCheck check, Checking with) {
        PayloadCheck.Verdict verdict = check.check(
                packet.sequenceNumber(),
                packet.timestamp(),
                packet.buffer(),
                packet.payloadOffset(),
                packet.payloadLength());
        switch (verdict) {
            case INTACT -> {
                intact++;
                with.latencyNs().recordValue(Math.max(0, arrivedNs - check.sentNs()));
            }
            case WRONG -> wrong++;
            case UNKNOWN -> unknown++;
        }
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        if (!compound.wrap(data, offset, length)) {
            return;
        }
        while (compound.next()) {
            if (compound.packetType() == RtcpHeader.SENDER_REPORT) {
                SenderReport report = SenderReport.parse(data, compound.offset(), compound.length());
                if (report != null) {
                    senderReport(nowNs, report);
                }
            }
        }
    }

    private void senderReport(long nowNs, SenderReport report) {
        for (WatchedTrack track : tracks) {
            ReceptionStatistics statistics = track.statistics();
            if (statistics != null && track.ssrc() == report.ssrc()) {
                statistics.onSenderReport(report.ntpTimestamp(), nowNs);
            }
        }
    }

    // ---- Time, and the transport's life ----

    @Override
    public long nextDeadlineNs() {
        long next = Math.min(transport().nextDeadlineNs(), feedback.nextDeadlineNs());
        return interacting == null ? next : Math.min(next, interacting.nextDeadlineNs());
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (transport().state() == PeerState.CONNECTED) {
            feedback.send(nowNs, transport());
            if (interacting != null) {
                interacting.timeout(nowNs);
            }
        }
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    @Override
    public void connected(long nowNs) {
        feedback.start(nowNs);
        events.connected();
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        if (!leaving) {
            events.ended(reason);
        }
    }

    /** What it has counted; on the loop. */
    Counts counts() {
        boolean connected = transport().state() == PeerState.CONNECTED;
        boolean ended = transport().state() == PeerState.CLOSED && !leaving;
        long rejected = transport().counters().unauthenticated()
                + transport().counters().replayed()
                + transport().counters().malformed();
        Counts sum = new Counts(
                1, connected ? 1 : 0, ended ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0, intact, wrong, unknown, rejected);
        for (WatchedTrack track : tracks) {
            sum = sum.plus(track.counts());
        }
        return sum;
    }
}

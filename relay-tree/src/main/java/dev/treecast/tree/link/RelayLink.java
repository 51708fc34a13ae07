package dev.treecast.tree.link;

import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerCounters;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.PictureLossIndication;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link between two nodes: media as SRTP, feedback as SRTCP, and messages on one reliable data channel. The same on both ends, whoever opened
 * it. Everything happens on its loop.
 */
public final class RelayLink implements LoopSession, PeerListener {
    static final String CHANNEL = "tree";
    static final String PROTOCOL = "treecast.tree.v1";

    /** Feedback names a sender (RFC 4585 section 6.1); on a link there is only one. */
    private static final int OWN_SSRC = 1;

    private static final int RTCP_BYTES_MAX = 1_200;

    // Given.
    private final MediaLoop loop;
    private final LinkTrust trust;
    private final LinkListener listener;
    private final Runnable ended;

    // Owned.
    private @Nullable PeerTransport transport;
    private @Nullable DataChannel control;
    private DataChannelApplication.@Nullable Peer peer;
    private final Control channels = new Control();
    private final RtpPacket packet = new RtpPacket();
    private final CompoundReader compound = new CompoundReader();
    private final CompoundWriter feedback = new CompoundWriter();
    private final Nack nack = new Nack();
    private final byte[] datagram = new byte[RTCP_BYTES_MAX];

    // State.
    private boolean over;

    /** @param ended told when it is over */
    RelayLink(MediaLoop loop, LinkTrust trust, LinkListener listener, Runnable ended) {
        this.loop = loop;
        this.trust = trust;
        this.listener = listener;
        this.ended = ended;
    }

    void start(PeerTransport made) {
        transport = made;
        made.start(loop.nowNs());
    }

    private PeerTransport transport() {
        return Objects.requireNonNull(transport, "not started");
    }

    public MediaLoop loop() {
        return loop;
    }

    /** The id of the node at the other end, as its certificate proved it; once up. */
    public String node() {
        return Objects.requireNonNull(trust.node(), "not up");
    }

    public boolean isUp() {
        return !over && transport().state() == PeerState.CONNECTED;
    }

    /** When something authentic last came. */
    public long heardNs() {
        return transport().heardNs();
    }

    /** Datagrams and bytes, both ways. */
    public PeerCounters counters() {
        return transport().counters();
    }

    // ---- Out ----

    /** Says something; what cannot be said ends the link, because the channel must not have holes. */
    public void send(byte[] message) {
        DataChannel channel = control;
        if (over || channel == null || peer == null) {
            return;
        }
        if (channel.send(loop.nowNs(), true, message, 0, message.length)) {
            peer.sent();
        } else {
            close("the node does not take what it is told");
        }
    }

    /** Sends a packet under its own number for the first time. False when it was sent before, or is too old to be sent. */
    boolean sendPacket(PlainRtpPacket written, int sequenceNumber) {
        return transport().sendRtp(written, sequenceNumber);
    }

    /** Sends a packet that was sent before, the same bytes again. */
    boolean resendPacket(PlainRtpPacket written, int sequenceNumber) {
        return transport().resendRtp(written, sequenceNumber);
    }

    void askForPackets(int ssrc, int[] sequenceNumbers, int count) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.appendNack(OWN_SSRC, ssrc, sequenceNumbers, count)) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
        }
    }

    void askForKeyframe(int ssrc) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.appendPictureLossIndication(OWN_SSRC, ssrc)) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
        }
    }

    void sendSenderReport(int ssrc, long ntpTimestamp, int timestamp) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.append(new SenderReport(ssrc, ntpTimestamp, timestamp, 0, 0, List.of()))) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
        }
    }

    /** Something authentic for the other end to hear, when there is nothing else to say. */
    public void pulse() {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.append(new ReceiverReport(OWN_SSRC, List.of()))) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
        }
    }

    public void close(String reason) {
        transport().close(reason);
    }

    // ---- LoopSession ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        return transport().nextDeadlineNs();
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    // ---- PeerListener ----

    @Override
    public void connected(long nowNs) {
        // The link is up when its channel is.
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        if (packet.wrap(data, offset, length)) {
            listener.packet(nowNs, this, packet);
        }
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        if (!compound.wrap(data, offset, length)) {
            return;
        }
        while (compound.next()) {
            feedback(nowNs);
        }
    }

    private void feedback(long nowNs) {
        byte[] buffer = compound.buffer();
        int at = compound.offset();
        int length = compound.length();
        int type = compound.packetType();
        if (type == RtcpHeader.TRANSPORT_LAYER_FEEDBACK && nack.wrap(buffer, at, length)) {
            int ssrc = nack.mediaSsrc();
            nack.forEach(sequenceNumber -> listener.missing(nowNs, this, ssrc, sequenceNumber));
        } else if (type == RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK) {
            PictureLossIndication loss = PictureLossIndication.parse(buffer, at, length);
            if (loss != null) {
                listener.keyframeWanted(nowNs, this, loss.mediaSsrc());
            }
        } else if (type == RtcpHeader.SENDER_REPORT) {
            SenderReport report = SenderReport.parse(buffer, at, length);
            if (report != null) {
                listener.senderReport(nowNs, this, report.ssrc(), report.ntpTimestamp(), report.rtpTimestamp());
            }
        }
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        if (!over) {
            over = true;
            ended.run();
            listener.down(nowNs, this, reason.detail());
        }
    }

    /** What the nodes tell each other travels on one channel. */
    DataChannelApplication channels() {
        return channels;
    }

    private final class Control implements DataChannelApplication, DataChannelApplication.Channels {
        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public Channels attach(Peer attached) {
            peer = attached;
            return this;
        }

        @Override
        public void start(long nowNs, DataChannelTransport made) {
            control = made.negotiated(0, CHANNEL, PROTOCOL, Reliability.reliable());
        }

        @Override
        public void connected(long nowNs) {
            listener.up(nowNs, RelayLink.this);
        }

        @Override
        public void opened(long nowNs, DataChannel channel) {
            // A node opens none in band.
        }

        @Override
        public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
            if (channel == control) {
                listener.message(nowNs, RelayLink.this, Arrays.copyOfRange(data, offset, offset + length));
            }
        }

        @Override
        public void channelClosed(long nowNs, DataChannel channel) {
            close("the node closed its channel");
        }

        @Override
        public void closed(long nowNs, String reason) {
            if (!over) {
                close(reason);
            }
        }
    }
}

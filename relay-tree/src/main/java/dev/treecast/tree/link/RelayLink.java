package dev.treecast.tree.link;

import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerCounters;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.ApplicationDefined;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.PictureLossIndication;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.RtcpPacket;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jctools.maps.NonBlockingHashMapLong;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link between two nodes: media as SRTP, feedback as SRTCP, and messages on one reliable data channel. The same on both ends, whoever opened
 * it. Everything happens on its loop.
 */
public final class RelayLink implements LoopSession, PeerListener {
    /** Feedback names a sender (RFC 4585 section 6.1); on a link there is only one. */
    private static final int OWN_SSRC = 1;

    private static final int RTCP_BYTES_MAX = 1_200;

    // Given.
    private final MediaLoop loop;
    private final boolean openedHere;
    private final LinkTrust trust;
    private final LinkListener listener;
    private final Runnable ended;

    // Owned.
    private @Nullable PeerTransport transport;
    private final ControlChannel control = new ControlChannel(new Messages());
    /** By SSRC; keys of type long cost no garbage a packet. */
    private final NonBlockingHashMapLong<StreamIntake> intakes = new NonBlockingHashMapLong<>();

    private final EarlyPackets early = new EarlyPackets();
    private final LinkCounters media = new LinkCounters();
    private final RtpPacket packet = new RtpPacket();
    private final CompoundReader compound = new CompoundReader();
    private final CompoundWriter feedback = new CompoundWriter();
    private final Nack nack = new Nack();
    private final byte[] datagram = new byte[RTCP_BYTES_MAX];

    // State.
    private boolean over;
    private long unclaimed;
    private volatile long heardNs;
    private volatile long sentNs;
    private volatile long roundTripNs;

    /** @param ended told when it is over */
    RelayLink(MediaLoop loop, boolean openedHere, LinkTrust trust, LinkListener listener, Runnable ended) {
        this.loop = loop;
        this.openedHere = openedHere;
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

    /** The node at the other end, as its certificate proved it; once up. */
    public NodeIdentity node() {
        return Objects.requireNonNull(trust.identity(), "not up");
    }

    /** Whether the other end has shown a certificate that counts here. */
    public boolean isTrusted() {
        return trust.identity() != null;
    }

    public boolean isUp() {
        return !over && transport().state() == PeerState.CONNECTED;
    }

    /** When something authentic last came; any thread may ask. */
    public long heardNs() {
        return heardNs;
    }

    /** When something was last sent; any thread may ask. */
    public long sentNs() {
        return sentNs;
    }

    /** The round trip as messages measure it, ns; 0 before it is known. Any thread may ask. */
    public long roundTripNs() {
        return roundTripNs;
    }

    /** Whether this end opened it. */
    public boolean openedHere() {
        return openedHere;
    }

    /** Packets of streams that nobody takes here, or not any more. */
    public long unclaimed() {
        return unclaimed;
    }

    void claim(int ssrc, StreamIntake intake) {
        intakes.put(ssrc, intake);
    }

    /** Hands over what came for an intake before it was there. */
    void catchUp(StreamIntake intake) {
        early.handOver(loop.nowNs(), (arrivedNs, came) -> {
            boolean its = intakes.get(came.ssrc()) == intake;
            if (its) {
                intake.take(arrivedNs, came);
            }
            return its;
        });
    }

    void release(int ssrc, StreamIntake intake) {
        intakes.remove((long) ssrc, intake);
    }

    /** Datagrams and bytes, both ways. */
    public PeerCounters counters() {
        return transport().counters();
    }

    /** Packets of media, both ways; any thread may ask. */
    public LinkCounters media() {
        return media;
    }

    // ---- Out ----

    /** Says something; what cannot be said ends the link, because the channel must not have holes. */
    public void send(byte[] message) {
        if (over || !control.isOpen()) {
            return;
        }
        if (control.send(loop.nowNs(), message)) {
            sentNs = loop.nowNs();
        } else {
            close("the node does not take what it is told");
        }
    }

    /** Sends a packet under its own number for the first time. False when it was sent before, or is too old to be sent. */
    boolean sendPacket(PlainRtpPacket written, int sequenceNumber) {
        sentNs = loop.nowNs();
        boolean sent = transport().sendRtp(written, sequenceNumber);
        if (sent) {
            media.addSent();
        }
        return sent;
    }

    /** Sends a packet that was sent before, the same bytes again. */
    boolean resendPacket(PlainRtpPacket written, int sequenceNumber) {
        boolean sent = transport().resendRtp(written, sequenceNumber);
        if (sent) {
            media.addRepaired();
        }
        return sent;
    }

    void askForPackets(int ssrc, int[] sequenceNumbers, int count) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.appendNack(OWN_SSRC, ssrc, sequenceNumbers, count)) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
            media.addRequested(count);
        }
    }

    void askForKeyframe(int ssrc) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.appendPictureLossIndication(OWN_SSRC, ssrc)) {
            var unusedSent = transport().sendRtcp(datagram, 0, feedback.length());
        }
    }

    void sendSenderReport(int ssrc, long ntpTimestamp, int timestamp) {
        send(new SenderReport(ssrc, ntpTimestamp, timestamp, 0, 0, List.of()));
    }

    /** @param timing on the wall clock of this node */
    void sendTiming(int ssrc, StreamTiming timing) {
        send(LinkTiming.write(ssrc, timing));
    }

    /** What viewers here and below need to see a stream together, for the parent; on the loop. */
    public void sendAudience(int ssrc, NeedCounts needs) {
        send(LinkAudience.write(ssrc, needs));
    }

    /** Something authentic for the other end to hear, when there is nothing else to say. */
    public void pulse() {
        send(new ReceiverReport(OWN_SSRC, List.of()));
    }

    private void send(RtcpPacket packet) {
        feedback.start(datagram, 0, datagram.length);
        if (feedback.append(packet)) {
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
        heardNs = transport().heardNs();
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
        if (!packet.wrap(data, offset, length)) {
            return;
        }
        media.addReceived(nowNs);
        StreamIntake intake = intakes.get(packet.ssrc());
        if (intake != null) {
            intake.take(nowNs, packet);
            return;
        }
        unclaimed++;
        early.add(nowNs, data, offset, length);
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
        } else if (type == RtcpHeader.APPLICATION_DEFINED) {
            ApplicationDefined said = ApplicationDefined.parse(buffer, at, length);
            if (said != null) {
                said(nowNs, said);
            }
        }
    }

    private void said(long nowNs, ApplicationDefined said) {
        StreamTiming timing = LinkTiming.read(said);
        NeedCounts needs = timing == null ? LinkAudience.read(said) : null;
        if (timing != null) {
            listener.timing(nowNs, this, said.ssrc(), timing);
        } else if (needs != null) {
            listener.audience(nowNs, this, said.ssrc(), needs);
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

    // ---- Messages ----

    /** What the nodes tell each other travels on one channel. */
    DataChannelApplication channels() {
        return control;
    }

    private final class Messages implements ControlChannel.Events {
        @Override
        public void up(long nowNs) {
            listener.up(nowNs, RelayLink.this);
        }

        @Override
        public void message(long nowNs, byte[] message) {
            listener.message(nowNs, RelayLink.this, message);
        }

        @Override
        public void roundTrip(long measuredNs) {
            roundTripNs = measuredNs;
        }

        @Override
        public void failed(String reason) {
            if (!over) {
                close(reason);
            }
        }
    }
}

package dev.treecast.server.broadcast;

import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.rtp.Retransmission;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.SequenceUnwrapper;
import dev.treecast.webrtc.rtp.TimestampUnwrapper;
import dev.treecast.webrtc.rtp.Vp8PayloadDescriptor;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Receives, asks for what is missing, checks every payload and collects whole frames. */
final class SimulatedViewer extends SimulatedPeer {
    private static final int OWN_SSRC = 77;
    private static final long KEYFRAME_PATIENCE_NS = 300_000_000;

    /** A frame as it came: which of its packets are there, and under which numbers. */
    static final class Frame {
        final BitSet packets = new BitSet();
        long timestamp;
        int pictureId;
        boolean keyframe;
        /** When each of its packets first came. */
        final long[] arrivedNs = new long[SimulatedPublisher.PACKETS_PER_FRAME];

        boolean whole() {
            return packets.cardinality() == SimulatedPublisher.PACKETS_PER_FRAME;
        }
    }

    private final RtpPacket packet = new RtpPacket();
    private final Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();
    private final LossDetector losses = new LossDetector(LossDetector.Options.defaults());
    private final SequenceUnwrapper sequences = new SequenceUnwrapper();
    private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
    private final CompoundReader reader = new CompoundReader();
    private final CompoundWriter writer = new CompoundWriter();
    private final byte[] buffer = new byte[1_200];
    private final int[] missing = new int[256];
    private @Nullable ReceptionStatistics statistics;
    private long nextReportNs = NO_DEADLINE;
    private long nextKeyframeRequestNs = NO_DEADLINE;
    private int mediaSsrc;
    private int firstArrived;

    final TreeMap<Integer, Frame> frames = new TreeMap<>();
    final TreeMap<Long, Long> timestampBySequence = new TreeMap<>();
    final List<SenderReport> senderReports = new ArrayList<>();
    int mediaPackets;
    int retransmissions;
    long offeredNs;
    long firstPacketNs;

    SimulatedViewer(SimulatedLoop loop, PeerFactory peers) {
        super(loop, peers);
    }

    /** How long it waits before it asks for a lost packet again; a browser's guess is 100 ms. */
    void askAgainAfter(long ns) {
        losses.setRoundTripNs(ns);
    }

    @Override
    SessionDescription offer() {
        offeredNs = loop.nowNs();
        return ClientOffers.watch(Negotiation.local(peers, local, loop), List.of("VP8"), false, false);
    }

    /** A frame that came, whole or not. */
    Frame frame(int number) {
        Frame frame = frames.get(number);
        if (frame == null) {
            throw new AssertionError("frame " + number + " never came");
        }
        return frame;
    }

    private NegotiatedMedia video() {
        return negotiated().video().orElseThrow();
    }

    @Override
    public void connected(long nowNs) {
        super.connected(nowNs);
        nextReportNs = nowNs + 500_000_000;
        nextKeyframeRequestNs = nowNs + KEYFRAME_PATIENCE_NS;
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        boolean on = transport().state() == PeerState.CONNECTED;
        return on
                ? Math.min(next, Math.min(losses.nextDeadlineNs(), Math.min(nextReportNs, nextKeyframeRequestNs)))
                : next;
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        askForMissing(nowNs);
        askForKeyframe(nowNs);
        ReceptionStatistics known = statistics;
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + 500_000_000;
            if (known != null) {
                writer.start(buffer, 0, buffer.length);
                writer.append(new ReceiverReport(OWN_SSRC, List.of(known.report(nowNs))));
                transport().sendRtcp(buffer, 0, writer.length());
            }
        }
    }

    /** As a browser does: what came before the first packet cannot be asked for, so a start that stays broken needs another keyframe. */
    private void askForKeyframe(long nowNs) {
        if (nowNs >= nextKeyframeRequestNs) {
            boolean begun = firstDecodable() != Integer.MAX_VALUE;
            nextKeyframeRequestNs = begun ? NO_DEADLINE : nowNs + KEYFRAME_PATIENCE_NS;
            if (!begun) {
                writer.start(buffer, 0, buffer.length);
                writer.appendPictureLossIndication(OWN_SSRC, mediaSsrc);
                transport().sendRtcp(buffer, 0, writer.length());
            }
        }
    }

    /**
     * The first keyframe after which every loss shows: what was lost before the first packet that came cannot be asked for. {@link
     * Integer#MAX_VALUE} when there is none.
     */
    int firstDecodable() {
        return frames.entrySet().stream()
                .filter(frame -> frame.getKey() >= firstArrived
                        && frame.getValue().keyframe
                        && frame.getValue().whole())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(Integer.MAX_VALUE);
    }

    private void askForMissing(long nowNs) {
        int count = losses.poll(nowNs, missing);
        while (count > 0) {
            writer.start(buffer, 0, buffer.length);
            writer.appendNack(OWN_SSRC, mediaSsrc, missing, count);
            transport().sendRtcp(buffer, 0, writer.length());
            count = losses.poll(nowNs, missing);
        }
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        if (!packet.wrap(data, offset, length)) {
            throw new AssertionError("malformed RTP from the server");
        }
        if (packet.payloadType() == video().rtxPayloadType()) {
            retransmissions++;
            if (!Retransmission.unwrap(packet, video().payloadType(), mediaSsrc)) {
                throw new AssertionError("a retransmission without an original");
            }
        } else {
            mediaSsrc = packet.ssrc();
            if (statistics == null) {
                statistics = new ReceptionStatistics(mediaSsrc, 90_000);
                firstPacketNs = nowNs;
            }
            statistics.onPacket(packet.sequenceNumber(), packet.timestamp(), nowNs);
        }
        mediaPackets++;
        losses.onPacket(packet.sequenceNumber(), nowNs);
        askForMissing(nowNs);
        take();
    }

    private void take() {
        byte[] payload = new byte[packet.payloadLength()];
        System.arraycopy(packet.buffer(), packet.payloadOffset(), payload, 0, payload.length);
        descriptor.wrap(payload, 0, payload.length);
        ByteBuffer fields = ByteBuffer.wrap(payload);
        boolean keyframe = (payload[4] & 1) == 0;
        int number = fields.getInt(5);
        int place = fields.getInt(9);
        byte[] original = SimulatedPublisher.payload(number, place, keyframe);
        // All but the picture id, which the splice may have changed.
        original[2] = payload[2];
        original[3] = payload[3];
        if (!java.util.Arrays.equals(original, payload)) {
            throw new AssertionError("frame " + number + " came damaged");
        }
        if (frames.isEmpty()) {
            firstArrived = place == 0 ? number : number + 1;
        }
        Frame frame = frames.computeIfAbsent(number, n -> new Frame());
        if (!frame.packets.get(place)) {
            frame.arrivedNs[place] = loop.nowNs();
        }
        frame.packets.set(place);
        frame.timestamp = timestamps.unwrap(packet.timestamp());
        frame.pictureId = descriptor.pictureId();
        frame.keyframe = keyframe;
        timestampBySequence.put(sequences.unwrap(packet.sequenceNumber()), frame.timestamp);
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        if (!reader.wrap(data, offset, length)) {
            throw new AssertionError("malformed RTCP from the server");
        }
        while (reader.next()) {
            if (reader.packetType() == RtcpHeader.SENDER_REPORT) {
                SenderReport report = SenderReport.parse(data, reader.offset(), reader.length());
                if (report != null) {
                    senderReports.add(report);
                    if (statistics != null) {
                        statistics.onSenderReport(report.ntpTimestamp(), nowNs);
                    }
                }
            }
        }
    }

    /** Packets that it asked for until it gave them up. */
    long abandoned() {
        return losses.abandonedCount();
    }

    @Override
    public String toString() {
        return frames.size() + " frames from " + frames.firstKey() + ", " + mediaPackets + " packets, "
                + retransmissions + " retransmissions, " + losses.abandonedCount() + " given up, "
                + losses.missingCount() + " missing";
    }
}

package dev.treecast.server.broadcast;

import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.sdp.OutgoingTrack;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends VP8-shaped frames at 30 fps, five packets each, keyframes when asked; answers NACKs with RTX. Each payload carries its frame number,
 * its place in the frame and a checkable fill.
 */
final class SimulatedPublisher extends SimulatedPeer {
    static final int PACKETS_PER_FRAME = 5;
    static final int PAYLOAD_BYTES = 600;
    private static final long FRAME_NS = 33_333_333;
    private static final long REPORT_NS = 500_000_000;

    private final int ssrc;
    private final int rtxSsrc;
    private final int firstFrame;
    private final RtpWriter writer = new RtpWriter();
    private final byte[] packet = new byte[1_500];
    private final CompoundReader reader = new CompoundReader();
    private final CompoundWriter reports = new CompoundWriter();
    private final Nack nack = new Nack();
    private final Map<Integer, byte[]> history = new HashMap<>();
    private final Map<Integer, Integer> historyTimestamp = new HashMap<>();
    private int sequenceNumber;
    private int rtxSequenceNumber;
    private final int timestampBase;
    private long startedNs;
    private long nextFrameNs = NO_DEADLINE;
    private long nextReportNs = NO_DEADLINE;
    private boolean keyframeWanted = true;

    /** When each frame left, from the first on. */
    final List<Long> frameNs = new ArrayList<>();

    int frames;
    int keyframes;
    int keyframeRequests;
    int nacked;
    boolean silent;

    SimulatedPublisher(SimulatedLoop loop, PeerFactory peers, int seed, int firstFrame) {
        super(loop, peers);
        this.ssrc = 1_000 + seed;
        this.rtxSsrc = 2_000 + seed;
        this.firstFrame = firstFrame;
        this.sequenceNumber = 65_400 + seed * 31 & 0xffff;
        this.timestampBase = seed * 1_234_567;
    }

    @Override
    SessionDescription offer() {
        OutgoingTrack video = new OutgoingTrack("VP8", FormatParameters.none(), ssrc, rtxSsrc);
        return ClientOffers.publish(
                Negotiation.local(peers, local, loop),
                new OutgoingStream("cname", "stream", Optional.empty(), Optional.of(video)));
    }

    @Override
    public void connected(long nowNs) {
        super.connected(nowNs);
        startedNs = nowNs;
        nextFrameNs = nowNs;
        nextReportNs = nowNs;
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        boolean on = connected && transport().state() == PeerState.CONNECTED;
        return on ? Math.min(next, Math.min(nextFrameNs, nextReportNs)) : next;
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (nowNs >= nextFrameNs) {
            nextFrameNs += FRAME_NS;
            if (!silent) {
                frame(nowNs);
            }
        }
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + REPORT_NS;
            reports.start(packet, 0, packet.length);
            reports.append(new SenderReport(
                    ssrc,
                    NtpTimestamp.fromUnixNs(nowNs + loop.unixMinusMonotonicNs()),
                    timestampAt(nowNs),
                    0,
                    0,
                    List.of()));
            transport().sendRtcp(packet, 0, reports.length());
        }
    }

    int timestampAt(long nowNs) {
        return timestampBase + (int) ((nowNs - startedNs) * 90 / 1_000_000);
    }

    private NegotiatedMedia video() {
        return negotiated().video().orElseThrow();
    }

    private void frame(long nowNs) {
        boolean keyframe = keyframeWanted;
        frameNs.add(nowNs);
        keyframeWanted = false;
        keyframes += keyframe ? 1 : 0;
        for (int i = 0; i < PACKETS_PER_FRAME; i++) {
            byte[] payload = payload(firstFrame + frames, i, keyframe);
            int length = writer.start(
                            video().payloadType(), i == PACKETS_PER_FRAME - 1, sequenceNumber, timestampAt(nowNs), ssrc)
                    .finish(packet, 0, packet.length, payload, 0, payload.length);
            history.put(sequenceNumber, payload);
            historyTimestamp.put(sequenceNumber, timestampAt(nowNs));
            transport().sendRtp(packet, 0, length);
            sequenceNumber = sequenceNumber + 1 & 0xffff;
        }
        frames++;
    }

    /** VP8 descriptor (X, I: 15-bit picture id, S on the first packet), then the frame header's P bit, then our own fields. */
    static byte[] payload(int frame, int place, boolean keyframe) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES + place);
        payload.put((byte) (place == 0 ? 0x90 : 0x80));
        payload.put((byte) 0x80);
        payload.putShort((short) (0x8000 | (frame & 0x7fff)));
        payload.put((byte) (keyframe ? 0x00 : 0x01));
        payload.putInt(frame).putInt(place);
        while (payload.hasRemaining()) {
            payload.put((byte) (frame + place + payload.position()));
        }
        return payload.array();
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {}

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        if (!reader.wrap(data, offset, length)) {
            throw new AssertionError("the server sent malformed RTCP");
        }
        while (reader.next()) {
            if (reader.packetType() == RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK && reader.format() == 1) {
                keyframeRequests++;
                keyframeWanted = true;
            } else if (reader.packetType() == RtcpHeader.TRANSPORT_LAYER_FEEDBACK && reader.format() == 1) {
                nack.wrap(data, reader.offset(), reader.length());
                nack.forEach(this::retransmit);
            }
        }
    }

    private void retransmit(int lost) {
        nacked++;
        byte[] payload = history.get(lost);
        Integer timestamp = historyTimestamp.get(lost);
        if (payload == null || timestamp == null) {
            return;
        }
        int length = writer.start(video().rtxPayloadType(), false, rtxSequenceNumber++ & 0xffff, timestamp, rtxSsrc)
                .finishRetransmission(packet, 0, packet.length, lost, payload, 0, payload.length);
        transport().sendRtp(packet, 0, length);
    }
}

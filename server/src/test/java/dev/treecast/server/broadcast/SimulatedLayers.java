package dev.treecast.server.broadcast;

import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.PictureLossIndication;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.sdp.OutgoingTrack;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Sends its video in three layers of 30 frames a second: 1, 2 and 4 packets a frame. It names the layer in each packet, as OBS does. */
final class SimulatedLayers extends SimulatedPeer {
    static final List<String> RIDS = List.of("q", "h", "f");
    private static final int[] PACKETS = {1, 2, 4};
    private static final int PAYLOAD_BYTES = 500;
    private static final int SSRC = 5_000;
    private static final int RTX_SSRC = 6_000;
    private static final long FRAME_NS = 33_333_333;
    private static final long REPORT_NS = 500_000_000;

    private final RtpWriter writer = new RtpWriter();
    private final byte[] packet = new byte[1_500];
    private final CompoundReader reader = new CompoundReader();
    private final CompoundWriter reports = new CompoundWriter();
    private final Nack nack = new Nack();
    private final List<Map<Integer, byte[]>> history = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
    private final int[] next = {10, 60_000, 65_500};
    private final boolean[] keyframeWanted = {true, true, true};
    private long nextFrameNs = NO_DEADLINE;
    private long nextReportNs = NO_DEADLINE;
    private int rtxSequence;

    /** Layers that are sent. */
    final boolean[] sends = {true, true, true};

    /** Layers whose lost packets are sent again. */
    final boolean[] answers = {true, true, true};

    /** Packets sent of each layer. */
    final int[] sent = new int[PACKETS.length];

    final List<Integer> nacked = new ArrayList<>(List.of(0, 0, 0));
    final List<Integer> keyframesAsked = new ArrayList<>(List.of(0, 0, 0));

    SimulatedLayers(SimulatedLoop loop, PeerFactory peers) {
        super(loop, peers);
    }

    @Override
    SessionDescription offer() {
        OutgoingTrack video = new OutgoingTrack("VP8", FormatParameters.none(), SSRC, RTX_SSRC);
        return ClientOffers.publish(
                Negotiation.local(peers, local, loop),
                new OutgoingStream("cname", "stream", Optional.empty(), Optional.of(video)),
                RIDS);
    }

    @Override
    public void connected(long nowNs) {
        super.connected(nowNs);
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
            for (int layer = 0; layer < PACKETS.length; layer++) {
                if (sends[layer]) {
                    frame(nowNs, layer);
                }
            }
        }
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + REPORT_NS;
            for (int layer = 0; layer < PACKETS.length; layer++) {
                reports.start(packet, 0, packet.length);
                reports.append(new SenderReport(
                        SSRC + layer,
                        NtpTimestamp.fromUnixNs(nowNs + loop.unixMinusMonotonicNs()),
                        timestamp(nowNs, layer),
                        0,
                        0,
                        List.of()));
                transport().sendRtcp(packet, 0, reports.length());
            }
        }
    }

    /** Each layer has a scale of its own, as in browsers. */
    private static int timestamp(long nowNs, int layer) {
        return layer * 1_000_000 + (int) (nowNs * 90 / 1_000_000);
    }

    private NegotiatedMedia video() {
        return negotiated().video().orElseThrow();
    }

    private void frame(long nowNs, int layer) {
        boolean keyframe = keyframeWanted[layer];
        keyframeWanted[layer] = false;
        for (int i = 0; i < PACKETS[layer]; i++) {
            byte[] payload = new byte[PAYLOAD_BYTES];
            payload[0] = (byte) (i == 0 ? 0x10 : 0x00);
            payload[1] = (byte) (keyframe ? 0 : 1);
            writer.start(
                    video().payloadType(), i == PACKETS[layer] - 1, next[layer], timestamp(nowNs, layer), SSRC + layer);
            name(HeaderExtensions.RID, layer);
            int length = writer.finish(packet, 0, packet.length, payload, 0, payload.length);
            history.get(layer).put(next[layer], payload);
            transport().sendRtp(packet, 0, length);
            next[layer] = next[layer] + 1 & 0xffff;
            sent[layer]++;
        }
    }

    private void name(String extension, int layer) {
        byte[] rid = RIDS.get(layer).getBytes(StandardCharsets.US_ASCII);
        writer.extension(video().extensions().id(extension), rid, 0, rid.length);
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
                int layer = Objects.requireNonNull(PictureLossIndication.parse(data, reader.offset(), reader.length()))
                                .mediaSsrc()
                        - SSRC;
                keyframesAsked.set(layer, keyframesAsked.get(layer) + 1);
                keyframeWanted[layer] = true;
            } else if (reader.packetType() == RtcpHeader.TRANSPORT_LAYER_FEEDBACK && reader.format() == 1) {
                nack.wrap(data, reader.offset(), reader.length());
                int layer = nack.mediaSsrc() - SSRC;
                nack.forEach(sequenceNumber -> retransmit(nowNs, layer, sequenceNumber));
            }
        }
    }

    private void retransmit(long nowNs, int layer, int lost) {
        nacked.set(layer, nacked.get(layer) + 1);
        byte[] payload = history.get(layer).get(lost);
        if (payload == null || !answers[layer]) {
            return;
        }
        writer.start(
                video().rtxPayloadType(), false, rtxSequence++ & 0xffff, timestamp(nowNs, layer), RTX_SSRC + layer);
        name(HeaderExtensions.REPAIRED_RID, layer);
        int length = writer.finishRetransmission(packet, 0, packet.length, lost, payload, 0, payload.length);
        transport().sendRtp(packet, 0, length);
    }
}

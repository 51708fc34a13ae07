package dev.treecast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.Goodbye;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.rtcp.PictureLossIndication;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SourceDescription;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Takes RTCP datagrams apart as a publisher would. */
final class SentRtcp implements PublisherFeedback.Sink {
    int datagrams;
    int longest;
    int transportFeedbacks;
    final List<ReceiverReport> receiverReports = new ArrayList<>();
    final List<String> canonicalNames = new ArrayList<>();
    final List<Integer> pictureLosses = new ArrayList<>();
    final List<Long> allowedBps = new ArrayList<>();
    final List<Integer> allowedSources = new ArrayList<>();
    final List<Integer> arrived = new ArrayList<>();
    final List<String> goodbyes = new ArrayList<>();
    private final Map<Integer, List<Integer>> nacked = new HashMap<>();

    List<Integer> nacked(int ssrc) {
        return nacked.getOrDefault(ssrc, List.of());
    }

    void clear() {
        nacked.clear();
    }

    @Override
    public boolean sendRtcp(byte[] packet, int offset, int length) {
        datagrams++;
        longest = Math.max(longest, length);
        CompoundReader reader = new CompoundReader();
        assertThat(reader.wrap(packet, offset, length)).as("well-formed RTCP").isTrue();
        while (reader.next()) {
            read(reader, packet, reader.offset(), reader.length());
        }
        return true;
    }

    private void read(CompoundReader reader, byte[] b, int at, int size) {
        switch (reader.packetType()) {
            case RtcpHeader.RECEIVER_REPORT ->
                receiverReports.add(Objects.requireNonNull(ReceiverReport.parse(b, at, size)));
            case RtcpHeader.SOURCE_DESCRIPTION ->
                Objects.requireNonNull(SourceDescription.parse(b, at, size))
                        .chunks()
                        .forEach(chunk -> canonicalNames.add(chunk.canonicalName()));
            case RtcpHeader.GOODBYE ->
                goodbyes.add(Objects.requireNonNull(Goodbye.parse(b, at, size)).reason());
            case RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK -> {
                if (reader.format() == RtcpHeader.FORMAT_PICTURE_LOSS_INDICATION) {
                    pictureLosses.add(Objects.requireNonNull(PictureLossIndication.parse(b, at, size))
                            .mediaSsrc());
                } else {
                    Remb remb = Objects.requireNonNull(Remb.parse(b, at, size));
                    allowedBps.add(remb.bitrateBps());
                    allowedSources.addAll(remb.ssrcs());
                }
            }
            case RtcpHeader.TRANSPORT_LAYER_FEEDBACK -> {
                if (reader.format() == RtcpHeader.FORMAT_NACK) {
                    Nack nack = new Nack();
                    assertThat(nack.wrap(b, at, size)).isTrue();
                    nack.forEach(nacked.computeIfAbsent(nack.mediaSsrc(), s -> new ArrayList<>())::add);
                } else {
                    transportFeedback(b, at, size);
                }
            }
            case RtcpHeader.EXTENDED_REPORT ->
                assertThat(NetworkOrder.int64(b, at + 12)).as("our time").isNotZero();
            default -> throw new AssertionError("unexpected RTCP packet type " + reader.packetType());
        }
    }

    private void transportFeedback(byte[] b, int at, int size) {
        TransportFeedback feedback = new TransportFeedback();
        assertThat(feedback.wrap(b, at, size)).isTrue();
        transportFeedbacks++;
        while (feedback.next()) {
            if (feedback.received()) {
                arrived.add(feedback.sequenceNumber());
            }
        }
    }
}

package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.MS;
import static dev.treecast.ingest.IngestFixtures.RTX;
import static dev.treecast.ingest.IngestFixtures.SECOND;
import static dev.treecast.ingest.IngestFixtures.VIDEO;
import static dev.treecast.ingest.IngestFixtures.audio;
import static dev.treecast.ingest.IngestFixtures.vp8;
import static dev.treecast.ingest.IngestFixtures.wrapped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.ExtensionIds;
import dev.treecast.webrtc.sdp.Feedback;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaKind;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A publisher that sends its video in three layers. */
class LayersTest {
    private static final int RID_ID = 5;
    private static final int REPAIRED_RID_ID = 6;
    private static final int NO_EXTENSION = 0;
    private static final long START = 5 * SECOND;

    private final List<InboundTrack> tracks = tracks(RTX);
    private final InboundSources sources = new InboundSources(tracks);
    private final SentRtcp sent = new SentRtcp();
    private final PublisherFeedback feedback = new PublisherFeedback(tracks, IngestOptions.defaults(), false);

    private static List<InboundTrack> tracks(int rtx) {
        List<InboundTrack> tracks = new ArrayList<>();
        NegotiatedMedia video = new NegotiatedMedia(
                MediaKind.VIDEO,
                "0",
                "VP8",
                90_000,
                1,
                VIDEO,
                rtx,
                FormatParameters.none(),
                Feedback.video(),
                new ExtensionIds(Map.of(HeaderExtensions.RID, RID_ID, HeaderExtensions.REPAIRED_RID, REPAIRED_RID_ID)),
                false,
                true,
                NegotiatedMedia.UNKNOWN_SSRC,
                NegotiatedMedia.UNKNOWN_SSRC,
                Optional.empty(),
                List.of("q", "h", "f"));
        for (String rid : video.layers()) {
            tracks.add(new InboundTrack(tracks.size(), Codec.VP8, video, rid, LossDetector.Options.defaults()));
        }
        tracks.add(IngestFixtures.audioTrack(3));
        return List.copyOf(tracks);
    }

    private static RtpPacket video(int ssrc, int sequenceNumber, boolean keyframe, int extension, String rid) {
        byte[] out = new byte[1_500];
        byte[] payload = vp8(keyframe, sequenceNumber);
        RtpWriter writer =
                named(new RtpWriter().start(VIDEO, true, sequenceNumber, sequenceNumber * 3_000, ssrc), extension, rid);
        return wrapped(out, writer.finish(out, 0, out.length, payload, 0, payload.length));
    }

    private static RtpPacket repair(int ssrc, int original, int extension, String rid) {
        byte[] out = new byte[1_500];
        byte[] payload = vp8(false, original);
        RtpWriter writer = named(new RtpWriter().start(RTX, true, 1, original * 3_000, ssrc), extension, rid);
        return wrapped(out, writer.finishRetransmission(out, 0, out.length, original, payload, 0, payload.length));
    }

    private static RtpWriter named(RtpWriter writer, int extension, String rid) {
        if (extension != NO_EXTENSION) {
            byte[] name = rid.getBytes(StandardCharsets.US_ASCII);
            writer.extension(extension, name, 0, name.length);
        }
        return writer;
    }

    private int trackOf(RtpPacket packet) {
        InboundTrack found = sources.trackOf(packet);
        return found == null ? -1 : found.index;
    }

    /** Takes a packet as a session does; -1 where there is nothing to hand on. */
    private long receive(RtpPacket packet, long nowNs) {
        boolean repair = packet.payloadType() == RTX;
        InboundTrack track = Objects.requireNonNull(sources.trackOf(packet));
        MediaPacket media = track.receive(packet, repair, nowNs);
        return media == null ? -1 : media.sequence();
    }

    @Test
    void shouldKnowALayerByItsNameAndThenByItsSource() {
        assertThat(trackOf(video(70, 1, true, NO_EXTENSION, "")))
                .as("nobody said what it is")
                .isEqualTo(-1);
        assertThat(trackOf(video(72, 1, true, RID_ID, "f"))).isEqualTo(2);
        assertThat(trackOf(video(70, 1, true, RID_ID, "q"))).isEqualTo(0);
        assertThat(trackOf(video(71, 1, true, RID_ID, "h"))).isEqualTo(1);
        assertThat(trackOf(video(72, 2, false, NO_EXTENSION, ""))).isEqualTo(2);
        assertThat(trackOf(video(70, 2, false, NO_EXTENSION, ""))).isEqualTo(0);
        assertThat(trackOf(audio(1, 0))).isEqualTo(3);
        assertThat(trackOf(video(73, 1, true, RID_ID, "x")))
                .as("no layer of ours")
                .isEqualTo(-1);
        assertThat(trackOf(video(73, 1, true, RID_ID, "qq"))).isEqualTo(-1);
    }

    @Test
    void shouldFindTheLayerOfARepair() {
        assertThat(receive(video(70, 10, true, RID_ID, "q"), START)).isEqualTo(10);
        assertThat(receive(video(71, 20, true, RID_ID, "h"), START)).isEqualTo(20);
        assertThat(receive(video(71, 23, false, RID_ID, "h"), START)).isEqualTo(23);

        assertThat(trackOf(repair(81, 21, RID_ID, "h")))
                .as("a repair is named by another extension")
                .isEqualTo(-1);
        assertThat(receive(repair(81, 21, REPAIRED_RID_ID, "h"), START)).isEqualTo(21);
        assertThat(receive(repair(81, 22, NO_EXTENSION, ""), START)).isEqualTo(22);
        assertThat(tracks.get(1).meter.recovered).isEqualTo(2);
        assertThat(tracks.getFirst().meter.retransmissions).isZero();
    }

    @Test
    void shouldRememberABoundedNumberOfSources() {
        for (int ssrc = 1; ssrc <= 10_000; ssrc++) {
            assertThat(trackOf(video(ssrc, 1, true, RID_ID, "q"))).isZero();
        }
        assertThat(sources.known()).isEqualTo(InboundSources.SOURCES_MAX);
        assertThat(trackOf(video(10_000, 2, false, NO_EXTENSION, ""))).isEqualTo(-1);
    }

    @Test
    void shouldRepairEachLayerByItself() {
        feedback.start(START);
        feedback.send(START, sent);
        for (int sequence : new int[] {1, 2, 5}) {
            receive(video(70, sequence, sequence == 1, RID_ID, "q"), START);
            receive(video(72, sequence + 99, sequence == 1, RID_ID, "f"), START);
        }
        feedback.send(START, sent);
        assertThat(sent.nacked(70)).containsExactly(3, 4);
        assertThat(sent.nacked(72)).containsExactly(102, 103);
        assertThat(tracks.get(1).started()).as("the layer that never comes").isFalse();
        assertThat(feedback.nextDeadlineNs()).isGreaterThan(START);
    }

    /** OBS answers no requests for its lower layers. */
    @Test
    void shouldAskForAKeyframeOfTheLayerAloneAndSeldomForPackets() {
        long nowNs = START;
        int sequence = 1;
        for (int round = 0; round < 100; round++) {
            receive(video(70, sequence, sequence == 1, RID_ID, "q"), nowNs);
            receive(video(72, round + 1, round == 0, RID_ID, "f"), nowNs);
            sequence += 3;
            for (int i = 0; i < 20; i++) {
                nowNs += 10 * MS;
                feedback.send(nowNs, sent);
            }
        }
        assertThat(sent.pictureLosses).isNotEmpty().containsOnly(70);
        assertThat(tracks.get(0).lost()).isGreaterThan(150);
        assertThat(sent.nacked(70)).as("of 2,000 that would be sent").hasSizeLessThan(1_000);
        assertThat(sent.nacked(72)).isEmpty();
        for (int i = 0; i < 200; i++) {
            nowNs += 10 * MS;
            feedback.send(nowNs, sent);
        }
        assertThat(tracks.get(0).losses().missingCount())
                .as("nothing is waited for")
                .isZero();
        int asked = sent.nacked(70).size();
        feedback.send(nowNs + 10 * SECOND, sent);
        assertThat(sent.nacked(70)).hasSize(asked);
    }

    @Test
    void shouldTellWhichLayersAreSent() {
        long nowNs = START;
        for (int i = 0; i < 300; i++) {
            nowNs = START + 10L * i * MS;
            receive(video(70, i, i == 0, RID_ID, "q"), nowNs);
            if (i < 150) {
                receive(video(72, i, i == 0, RID_ID, "f"), nowNs);
            }
        }
        assertThat(tracks.get(0).meter.isActive(nowNs)).isTrue();
        assertThat(tracks.get(0).meter.bitrateOrUnknownBps(nowNs)).isPositive();
        assertThat(tracks.get(2).meter.isActive(nowNs))
                .as("it stopped 1.5 s ago")
                .isFalse();
        assertThat(tracks.get(2).meter.bitrateOrUnknownBps(nowNs)).isZero();
        assertThat(tracks.get(1).meter.bitrateOrUnknownBps(nowNs))
                .as("it never came")
                .isZero();
        receive(video(71, 1, true, RID_ID, "h"), nowNs);
        assertThat(tracks.get(1).meter.bitrateOrUnknownBps(nowNs)).isEqualTo(Publication.UNKNOWN_BITRATE);
        assertThat(tracks(CodecOffer.NONE).getFirst().media.hasRtx()).isFalse();
    }
}

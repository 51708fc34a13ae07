package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.MS;
import static dev.treecast.ingest.IngestFixtures.SECOND;
import static dev.treecast.ingest.IngestFixtures.VIDEO;
import static dev.treecast.ingest.IngestFixtures.VIDEO_SSRC;
import static dev.treecast.ingest.IngestFixtures.audio;
import static dev.treecast.ingest.IngestFixtures.audioTrack;
import static dev.treecast.ingest.IngestFixtures.packet;
import static dev.treecast.ingest.IngestFixtures.retransmission;
import static dev.treecast.ingest.IngestFixtures.video;
import static dev.treecast.ingest.IngestFixtures.videoFrom;
import static dev.treecast.ingest.IngestFixtures.videoTrack;
import static dev.treecast.ingest.IngestFixtures.vp8;
import static dev.treecast.ingest.IngestFixtures.wrapped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.PacketLayer;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.Feedback;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InboundTrackTest {
    private static final long NOW = 5 * SECOND;

    private final InboundTrack track = videoTrack();

    @Test
    void shouldMakeAMediaPacketOfAnRtpPacket() {
        byte[] captureTime = {1, 2, 3, 4, 5, 6, 7, 8};
        RtpPacket rtp = packet(
                new RtpWriter()
                        .start(VIDEO, true, 7, 90_000, VIDEO_SSRC)
                        .extension(IngestFixtures.CAPTURE_TIME_ID, captureTime, 0, captureTime.length)
                        .extension(IngestFixtures.ORIENTATION_ID, 3, 1),
                vp8(true, 7));
        MediaPacket media = receive(rtp);
        assertThat(media.track()).isZero();
        assertThat(media.sequence()).isEqualTo(7);
        assertThat(media.timestamp()).isEqualTo(90_000);
        assertThat(media.marker()).isTrue();
        assertThat(media.startsKeyframe()).isTrue();
        assertThat(media.payload()).isEqualTo(vp8(true, 7));
        assertThat(media.absoluteCaptureTime()).isEqualTo(captureTime);
        assertThat(media.videoOrientation()).isEqualTo(3);
        assertThat(media.audioLevel()).isEqualTo(MediaPacket.ABSENT);
        assertThat(media.arrivedNs()).isEqualTo(NOW);
        assertThat(track.meter.keyframes).isEqualTo(1);
        assertThat(track.meter.frames).isEqualTo(1);
    }

    @Test
    void shouldKnowWhichLayerAPacketIsOf() {
        // VP8 with TID 1 and Y: nothing said of it in a header extension.
        byte[] payload = {(byte) 0x90, (byte) 0xe0, (byte) 0x80, 5, 42, 0x60, 1};
        MediaPacket media = receive(packet(new RtpWriter().start(VIDEO, true, 7, 90_000, VIDEO_SSRC), payload));
        assertThat(media.layer()).isEqualTo(PacketLayer.of(0, 1, 0, true));

        // One template, of one target: a keyframe with the structure, then a frame that names it.
        InboundTrack scalable = new InboundTrack(
                0,
                Codec.AV1,
                video(Feedback.video(), Integer.toUnsignedLong(VIDEO_SSRC)),
                "",
                LossDetector.Options.defaults());
        byte[] structure = {(byte) 0xc0, 0, 1, (byte) 0x80, 0, (byte) 0xe0};
        assertThat(layer(scalable, 8, structure)).isEqualTo(PacketLayer.of(0, 0, 0, true));
        assertThat(layer(scalable, 9, new byte[] {(byte) 0x80, 0, 2})).isEqualTo(PacketLayer.of(0, 0, 0, false));
    }

    private static PacketLayer layer(InboundTrack of, int sequenceNumber, byte[] descriptor) {
        RtpWriter header = new RtpWriter()
                .start(VIDEO, true, sequenceNumber, 90_000, VIDEO_SSRC)
                .extension(IngestFixtures.DEPENDENCIES_ID, descriptor, 0, descriptor.length);
        RtpPacket dependent = packet(header, vp8(true, sequenceNumber));
        return Objects.requireNonNull(of.receive(dependent, false, NOW)).layer();
    }

    @Test
    void shouldKeepItsOwnCopyOfThePayload() {
        RtpPacket rtp = video(7, 90_000, false);
        MediaPacket media = receive(rtp);
        java.util.Arrays.fill(rtp.buffer(), (byte) 0xee);
        assertThat(media.payload()).isEqualTo(vp8(false, 7));
    }

    @Test
    void shouldNeverCallAudioAKeyframe() {
        InboundTrack sound = audioTrack(1);
        MediaPacket media = Objects.requireNonNull(sound.receive(audio(1, 960), false, NOW));
        assertThat(media.startsKeyframe()).isFalse();
        assertThat(media.track()).isEqualTo(1);
        assertThat(sound.meter.keyframes).isZero();
    }

    @Test
    void shouldUnwrapARetransmissionIntoThePlaceOfTheLostPacket() {
        receive(video(10, 1_000, true));
        receive(video(12, 7_000, false));
        MediaPacket recovered =
                Objects.requireNonNull(track.receive(retransmission(900, 11, 4_000, false), true, NOW + 50 * MS));
        assertThat(recovered.sequence()).isEqualTo(11);
        assertThat(recovered.timestamp()).isEqualTo(4_000);
        assertThat(recovered.payload()).isEqualTo(vp8(false, 11));
        assertThat(track.meter.recovered).isEqualTo(1);
        assertThat(track.meter.retransmissions).isEqualTo(1);
        assertThat(track.losses().missingCount()).isZero();
    }

    @Test
    void shouldLeaveRetransmissionsOutOfTheReportedLoss() {
        receive(video(10, 1_000, true));
        receive(video(12, 7_000, false));
        track.receive(retransmission(900, 11, 4_000, false), true, NOW);
        assertThat(Objects.requireNonNull(track.statistics()).report(NOW).cumulativeLost())
                .isEqualTo(1);
    }

    @Test
    void shouldDropAndCountRepeats() {
        receive(video(10, 1_000, true));
        receive(video(11, 4_000, false));
        assertThat(track.receive(video(10, 1_000, true), false, NOW)).isNull();
        assertThat(track.receive(retransmission(900, 11, 4_000, false), true, NOW))
                .isNull();
        assertThat(track.meter.repeats).isEqualTo(2);
        assertThat(track.meter.packets).isEqualTo(2);
    }

    @Test
    void shouldIgnoreProbesOfPaddingOnTheRetransmissionStream() {
        receive(video(10, 1_000, true));
        byte[] out = new byte[100];
        byte[] none = {};
        int length = new RtpWriter()
                .start(IngestFixtures.RTX, false, 1, 1_000, IngestFixtures.RTX_SSRC)
                .finish(out, 0, out.length, none, 0, 0, 40);
        assertThat(track.receive(wrapped(out, length), true, NOW)).isNull();
        assertThat(track.meter.retransmissions).isZero();
        assertThat(track.meter.repeats).isZero();
    }

    @Test
    void shouldIgnoreRetransmissionsWhileTheSourceIsUnknown() {
        InboundTrack unknown = new InboundTrack(
                0,
                Codec.VP8,
                video(Feedback.video(), NegotiatedMedia.UNKNOWN_SSRC),
                "",
                LossDetector.Options.defaults());
        assertThat(unknown.receive(retransmission(1, 10, 1_000, true), true, NOW))
                .isNull();
        assertThat(unknown.started()).isFalse();
        assertThat(unknown.receive(videoFrom(77, 10, 1_000, true), false, NOW)).isNotNull();
        assertThat(unknown.ssrc()).isEqualTo(77);
    }

    @Test
    void shouldGoOnWithoutABreakWhenThePublisherChangesItsSource() {
        receive(video(10, 1_000, true));
        receive(video(11, 4_000, false));
        MediaPacket first = receive(videoFrom(77, 50_000, 123_456_789, true));
        assertThat(first.sequence()).isEqualTo(12);
        assertThat(first.timestamp()).isEqualTo(7_000);
        assertThat(receive(videoFrom(77, 50_001, 123_456_789 + 3_000, false)).sequence())
                .isEqualTo(13);
        assertThat(track.ssrc()).isEqualTo(77);
        assertThat(track.losses().missingCount())
                .as("the jump of numbers is no loss")
                .isZero();
        assertThat(Objects.requireNonNull(track.statistics()).report(NOW).ssrc())
                .isEqualTo(77);
        assertThat(Objects.requireNonNull(track.statistics()).report(NOW).cumulativeLost())
                .isZero();
    }

    @Test
    void shouldGoOnWithoutABreakWhenThePublisherNumbersAnew() {
        receive(video(10, 1_000, true));
        // One packet far behind is a stray; the second that follows it is a new beginning.
        assertThat(track.receive(video(40_000, 5_000_000, true), false, NOW)).isNull();
        MediaPacket next = receive(video(40_001, 5_003_000, false));
        assertThat(next.sequence()).isEqualTo(11);
        assertThat(next.timestamp()).isEqualTo(4_000);
        assertThat(track.losses().takeGiveUp())
                .as("what was lost takes a keyframe")
                .isTrue();
    }

    @Test
    void shouldDropSourcesOfAPublisherThatRotatesThem() {
        receive(video(10, 1_000, true));
        for (int i = 1; i <= 64; i++) {
            assertThat(receive(videoFrom(VIDEO_SSRC + i, i * 101, i * 9_001, false))
                            .sequence())
                    .isEqualTo(10 + i);
        }
        assertThat(track.receive(videoFrom(1, 5, 5, false), false, NOW)).isNull();
        assertThat(track.meter.foreignSources).isEqualTo(1);
        assertThat(receive(videoFrom(VIDEO_SSRC + 64, 64 * 101 + 1, 1, false)).sequence())
                .as("the last one goes on")
                .isEqualTo(75);
    }

    @Test
    void shouldTakeTheFirstPacketsSourceForTheSignalledOne() {
        MediaPacket first = receive(videoFrom(77, 9, 1_000, true));
        assertThat(first.sequence()).isEqualTo(9);
        assertThat(track.ssrc()).isEqualTo(77);
    }

    @Test
    void shouldPlaceSenderReportsOnThePacketsScale() {
        assertThat(track.extendTimestamp(VIDEO_SSRC, 1_000)).isNull();
        receive(video(10, -1_000, true));
        assertThat(track.extendTimestamp(VIDEO_SSRC, 2_000)).isEqualTo((1L << 32) + 2_000);
        assertThat(track.extendTimestamp(77, 2_000)).as("another source's").isNull();
        receive(videoFrom(77, 5, 500_000, true));
        assertThat(track.extendTimestamp(77, 500_090)).isEqualTo((1L << 32) - 1_000 + 3_000 + 90);
        assertThat(track.extendTimestamp(VIDEO_SSRC, 2_000)).isNull();
    }

    private MediaPacket receive(RtpPacket packet) {
        return Objects.requireNonNull(track.receive(packet, false, NOW), "nothing to hand on");
    }
}

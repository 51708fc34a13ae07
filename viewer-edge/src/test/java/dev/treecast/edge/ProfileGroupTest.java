package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.RTX_SSRC;
import static dev.treecast.edge.EdgeFixtures.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.ExtensionIds;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaProfile;
import dev.treecast.webrtc.sdp.SessionProfile;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileGroupTest {
    private static final int CAPTURE_TIME = 5;
    private static final int ORIENTATION = 6;
    private static final int AUDIO_LEVEL = 7;
    private static final int PLAYOUT_DELAY = 8;
    private static final byte[] CAPTURED = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] PAYLOAD = {10, 11, 12, 13};

    private static final ExtensionIds ALL = new ExtensionIds(Map.of(
            HeaderExtensions.ABS_CAPTURE_TIME, CAPTURE_TIME,
            HeaderExtensions.VIDEO_ORIENTATION, ORIENTATION,
            HeaderExtensions.AUDIO_LEVEL, AUDIO_LEVEL,
            HeaderExtensions.PLAYOUT_DELAY, PLAYOUT_DELAY));
    private static final ExtensionIds NONE = new ExtensionIds(Map.of());

    private final EdgeTrack video = EdgeFixtures.track(0, Codec.VP8);
    private final EdgeTrack audio = EdgeFixtures.track(1, Codec.OPUS);
    private final MediaPacket media =
            new MediaPacket(0, 0x1_0005L, 0x2_0000_0007L, true, false, PAYLOAD, CAPTURED, 2, MediaPacket.ABSENT, 0);
    private final MediaPacket sound =
            new MediaPacket(1, 9, 960, false, false, PAYLOAD, null, MediaPacket.ABSENT, 0x85, 0);

    private final ProfileGroup group = group(96, 97, ALL);

    private static ProfileGroup group(int payloadType, int rtxPayloadType, ExtensionIds extensions) {
        return group(payloadType, rtxPayloadType, extensions, Optional.empty());
    }

    private static ProfileGroup group(
            int payloadType, int rtxPayloadType, ExtensionIds extensions, Optional<Playout> playout) {
        return new ProfileGroup(
                new SessionProfile(
                        Optional.of(new MediaProfile(111, CodecOffer.NONE, extensions, false, "")),
                        Optional.of(new MediaProfile(payloadType, rtxPayloadType, extensions, false, ""))),
                playout);
    }

    private final PlainRtpPacket written = new PlainRtpPacket(1_500);

    private RtpPacket read(boolean fits) {
        assertThat(fits).isTrue();
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(written.bytes(), 0, written.length())).isTrue();
        return packet;
    }

    private static KeptPacket kept(MediaPacket packet) {
        return Objects.requireNonNull(new RetransmissionRing(1).put(packet));
    }

    private static byte[] payload(RtpPacket packet) {
        return Arrays.copyOfRange(
                packet.buffer(), packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
    }

    private static byte[] extension(RtpPacket packet, int id) {
        int at = packet.extensionOffset(id);
        assertThat(at).as("extension %d", id).isNotNegative();
        return Arrays.copyOfRange(packet.buffer(), at, at + packet.extensionLength(id));
    }

    @Test
    void shouldWriteTheHeaderUnderTheTracksOwnNumbers() {
        RtpPacket packet = read(group.write(video, kept(media), written));
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.ssrc()).isEqualTo(SSRC);
        assertThat(packet.sequenceNumber()).isEqualTo(5);
        assertThat(packet.timestamp()).isEqualTo(7);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.paddingLength()).isZero();
        assertThat(payload(packet)).isEqualTo(PAYLOAD);
    }

    @Test
    void shouldWriteTheExtensionsThatThePacketHas() {
        RtpPacket packet = read(group.write(video, kept(media), written));
        assertThat(extension(packet, CAPTURE_TIME)).isEqualTo(CAPTURED);
        assertThat(extension(packet, ORIENTATION)).containsExactly(2);
        assertThat(packet.extensionOffset(AUDIO_LEVEL)).isNegative();
        packet = read(group.write(audio, kept(sound), written));
        assertThat(extension(packet, AUDIO_LEVEL)).containsExactly(0x85);
        assertThat(packet.extensionOffset(CAPTURE_TIME)).isNegative();
        assertThat(packet.extensionOffset(ORIENTATION)).isNegative();
    }

    @Test
    void shouldTellVideoReceiversToPlayAtOnce() {
        assertThat(extension(read(group.write(video, kept(media), written)), PLAYOUT_DELAY))
                .containsExactly(0, 0, 0);
        assertThat(read(group.write(audio, kept(sound), written)).extensionOffset(PLAYOUT_DELAY))
                .as("audio has no such delay")
                .isNegative();
    }

    @Test
    void shouldTellThemToPlaySmoothlyWhereThePublisherWantsThat() {
        video.medium.playout = Playout.SMOOTH;
        assertThat(extension(read(group.write(video, kept(media), written)), PLAYOUT_DELAY))
                .as("0 and 500 ms, in steps of 10")
                .containsExactly(0, 0, 50);
        video.medium.playout = Playout.INTERACTIVE;
        assertThat(extension(read(group.write(video, kept(media), written)), PLAYOUT_DELAY))
                .containsExactly(0, 0, 0);
    }

    @Test
    void shouldFollowTheViewersOwnChoiceBeforeThePublishers() {
        ProfileGroup smooth = group(96, 97, ALL, Optional.of(Playout.SMOOTH));
        assertThat(extension(read(smooth.write(video, kept(media), written)), PLAYOUT_DELAY))
                .containsExactly(0, 0, 50);
        video.medium.playout = Playout.SMOOTH;
        ProfileGroup interactive = group(96, 97, ALL, Optional.of(Playout.INTERACTIVE));
        assertThat(extension(read(interactive.write(video, kept(media), written)), PLAYOUT_DELAY))
                .containsExactly(0, 0, 0);
    }

    @Test
    void shouldRepeatTheSameBytesToWhoeverHasNoRetransmissionsWhateverThePublisherChoosesNext() {
        ProfileGroup plain = group(96, CodecOffer.NONE, ALL);
        read(plain.write(video, kept(media), written));
        byte[] first = Arrays.copyOf(written.bytes(), written.length());
        video.medium.playout = Playout.SMOOTH;
        read(plain.write(video, kept(media), written));
        assertThat(Arrays.copyOf(written.bytes(), written.length())).isEqualTo(first);
    }

    @Test
    void shouldWriteNoExtensionThatWasNotNegotiated() {
        ProfileGroup plain = group(96, 97, NONE);
        RtpPacket packet = read(plain.write(video, kept(media), written));
        assertThat(packet.headerLength()).isEqualTo(12);
        assertThat(payload(packet)).isEqualTo(PAYLOAD);
    }

    @Test
    void shouldWriteRetransmissions() {
        RtpPacket packet = read(group.writeRetransmission(video, kept(media), 7, 5, written));
        assertThat(packet.payloadType()).isEqualTo(97);
        assertThat(packet.ssrc()).isEqualTo(RTX_SSRC);
        assertThat(packet.timestamp()).isEqualTo(7);
        assertThat(packet.marker()).isTrue();
        assertThat(payload(packet)).containsExactly(0, 5, 10, 11, 12, 13);
        assertThat(extension(packet, CAPTURE_TIME)).isEqualTo(CAPTURED);
        assertThat(extension(packet, PLAYOUT_DELAY)).containsExactly(0, 0, 0);
    }

    @Test
    void shouldWriteEachProfileItsOwnNumbers() {
        ProfileGroup other = group(
                120,
                CodecOffer.NONE,
                new ExtensionIds(
                        Map.of(HeaderExtensions.PLAYOUT_DELAY, 1, HeaderExtensions.VIDEO_ORIENTATION, CAPTURE_TIME)));
        RtpPacket packet = read(other.write(video, kept(media), written));
        assertThat(packet.payloadType()).isEqualTo(120);
        assertThat(extension(packet, 1)).containsExactly(0, 0, 0);
        assertThat(extension(packet, CAPTURE_TIME)).as("its own meaning of 5").containsExactly(2);
        packet = read(group.write(video, kept(media), written));
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(extension(packet, CAPTURE_TIME)).isEqualTo(CAPTURED);
    }

    @Test
    void shouldRefuseAPayloadThatDoesNotFit() {
        MediaPacket tooLong = EdgeFixtures.packet(0, 1, 0, false, new byte[1_600], 0);
        assertThat(group.write(video, kept(tooLong), written)).isFalse();
        assertThat(group.writeRetransmission(video, kept(tooLong), 0, 1, written))
                .isFalse();
        assertThat(group.write(video, kept(media), written)).as("and goes on").isTrue();
    }

    @Test
    void shouldTakeOnlyWhatWasNegotiated() {
        assertThat(group.takes(video)).isTrue();
        assertThat(group.takes(audio)).isTrue();
        ProfileGroup deaf = new ProfileGroup(
                new SessionProfile(
                        Optional.empty(), Optional.of(new MediaProfile(96, CodecOffer.NONE, NONE, false, ""))),
                Optional.empty());
        assertThat(deaf.takes(video)).isTrue();
        assertThat(deaf.takes(audio)).isFalse();
    }

    private static ProfileGroup redundant() {
        return new ProfileGroup(
                new SessionProfile(
                        Optional.of(new MediaProfile(111, CodecOffer.NONE, 63, NONE, false, "")),
                        Optional.of(new MediaProfile(96, 97, NONE, false, ""))),
                Optional.empty());
    }

    private KeptPacket sound(long sequence, long timestamp, byte... payload) {
        return Objects.requireNonNull(audio.ring.put(EdgeFixtures.packet(1, sequence, timestamp, false, payload, 0)));
    }

    @Test
    void shouldCarryTheSoundBeforeOnceMore() {
        ProfileGroup red = redundant();
        RtpPacket first = read(red.write(audio, sound(9, 48_000, (byte) 1, (byte) 2), written));
        assertThat(first.payloadType()).as("there is none before it").isEqualTo(111);
        assertThat(payload(first)).containsExactly(1, 2);

        RtpPacket packet = read(red.write(audio, sound(10, 48_960, (byte) 3), written));
        assertThat(packet.payloadType()).isEqualTo(63);
        assertThat(packet.sequenceNumber()).isEqualTo(10);
        assertThat(packet.timestamp()).isEqualTo(48_960);
        // 1, 111; an offset of 960, two bytes long; then 0, 111, and the frames, the older one first.
        assertThat(payload(packet)).containsExactly(0xef, 0x0f, 0x00, 0x02, 0x6f, 1, 2, 3);
        assertThat(red.isRedundant(audio)).isTrue();
        assertThat(red.isRedundant(video)).isFalse();
    }

    @Test
    void shouldSendAloneWhatCannotCarryTheSoundBefore() {
        ProfileGroup red = redundant();
        sound(9, 48_000, new byte[1_024]);
        assertThat(read(red.write(audio, sound(10, 48_960, (byte) 3), written)).payloadType())
                .as("a block longer than ten bits say")
                .isEqualTo(111);
        assertThat(read(red.write(audio, sound(11, 48_960 + 16_384, (byte) 4), written))
                        .payloadType())
                .as("a silence longer than 14 bits say")
                .isEqualTo(111);
        assertThat(read(red.write(audio, sound(13, 96_000, (byte) 5), written)).payloadType())
                .as("behind one that never came")
                .isEqualTo(111);
        sound(14, 96_960, new byte[700]);
        assertThat(read(red.write(audio, sound(15, 97_920, new byte[700]), written))
                        .payloadType())
                .as("longer than a path may carry")
                .isEqualTo(111);
    }

    @Test
    void shouldSendSoundAloneToThoseWhoTakeNothingElse() {
        sound(9, 48_000, (byte) 1);
        assertThat(read(group.write(audio, sound(10, 48_960, (byte) 2), written))
                        .payloadType())
                .isEqualTo(111);
    }
}

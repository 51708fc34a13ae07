package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderExtensionTest {
    private final byte[] b = new byte[20];

    @Test
    void shouldKeepAbsoluteCaptureTime() {
        assertThat(AbsoluteCaptureTime.write(b, 1, 0x0102_0304_0506_0708L)).isEqualTo(8);
        assertThat(b[1]).isEqualTo((byte) 1);
        assertThat(AbsoluteCaptureTime.write(b, 2, 9, -5)).isEqualTo(16);
        assertThat(AbsoluteCaptureTime.ntpTimestamp(b, 2)).isEqualTo(9);
        assertThat(AbsoluteCaptureTime.clockOffset(b, 2)).isEqualTo(-5);
        assertThat(AbsoluteCaptureTime.isValid(8)).isTrue();
        assertThat(AbsoluteCaptureTime.isValid(9)).isFalse();
        assertThat(AbsoluteCaptureTime.hasClockOffset(16)).isTrue();
    }

    @Test
    void shouldCountPlayoutDelayInTenMilliseconds() {
        PlayoutDelay.write(b, 0, 100, 40_950);

        assertThat(b).startsWith(0x00, 0xaf, 0xff);
        assertThat(PlayoutDelay.delayMsMin(b, 0)).isEqualTo(100);
        assertThat(PlayoutDelay.delayMsMax(b, 0)).isEqualTo(40_950);
        assertThat(PlayoutDelay.encode(0, 0)).isZero();
        assertThat(PlayoutDelay.encode(-1, 1_000_000)).isEqualTo(0xfff);
    }

    @Test
    void shouldReadAudioLevels() {
        b[0] = (byte) 0xff;
        assertThat(AudioLevel.level(b, 0)).isEqualTo(127);
        assertThat(AudioLevel.voiceActivity(b, 0)).isTrue();
        b[0] = 5;
        assertThat(AudioLevel.voiceActivity(b, 0)).isFalse();
    }

    @Test
    void shouldMeasureSendTimesAcrossTheWrap() {
        assertThat(AbsoluteSendTime.fromNs(1_000_000_000L)).isEqualTo(1 << 18);
        int before = AbsoluteSendTime.fromNs(63_999_000_000L);
        int after = AbsoluteSendTime.fromNs(64_001_000_000L);
        assertThat(AbsoluteSendTime.differenceNs(before, after)).isBetween(1_990_000L, 2_010_000L);
        assertThat(AbsoluteSendTime.differenceNs(after, before)).isBetween(-2_010_000L, -1_990_000L);
        AbsoluteSendTime.write(b, 0, before);
        assertThat(AbsoluteSendTime.parse(b, 0)).isEqualTo(before);
    }

    @Test
    void shouldFindCodecsByName() {
        assertThat(Codec.ofEncodingName("OPUS")).isEqualTo(Codec.OPUS);
        assertThat(Codec.ofEncodingName("rtx")).isNull();
        assertThat(Codec.OPUS.mimeType()).isEqualTo("audio/opus");
    }
}

package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** By hand from RFC 2198 section 3. */
class RedundantAudioTest {
    private final RedundantAudio reader = new RedundantAudio();

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void shouldWriteAnEarlierFrameBeforeTheNewest() {
        byte[] out = new byte[32];
        int length = RedundantAudio.write(out, 3, 32, 111, 960, hex("aabbcc"), 3, hex("0102"), 2);
        assertThat(length).isEqualTo(10);
        // F=1 PT=111 (ef), offset 960 = 00001111000000, length 3 = 0000000011: 0f 00 03; F=0 PT=111 (6f).
        assertThat(HexFormat.of().formatHex(out, 3, 13)).isEqualTo("ef0f0003" + "6f" + "aabbcc" + "0102");
    }

    @Test
    void shouldWriteTheLargestNumbers() {
        byte[] out = new byte[1_100];
        int length = RedundantAudio.write(out, 0, out.length, 127, 16_383, new byte[1_023], 1_023, hex("09"), 1);
        assertThat(length).isEqualTo(5 + 1_023 + 1);
        assertThat(HexFormat.of().formatHex(out, 0, 5)).isEqualTo("ffffffff" + "7f");
    }

    @Test
    void shouldNotWriteBeyondItsRoom() {
        assertThat(RedundantAudio.write(new byte[32], 0, 9, 111, 960, hex("aabbcc"), 3, hex("0102"), 2))
                .isEqualTo(-1);
    }

    @Test
    void shouldSayWhatAHeaderCanHold() {
        assertThat(RedundantAudio.fits(1, 1)).isTrue();
        assertThat(RedundantAudio.fits(1_023, 16_383)).isTrue();
        assertThat(RedundantAudio.fits(1_024, 960)).isFalse();
        assertThat(RedundantAudio.fits(100, 16_384)).isFalse();
        assertThat(RedundantAudio.fits(100, 0)).isFalse();
        assertThat(RedundantAudio.fits(100, -960)).isFalse();
        assertThat(RedundantAudio.fits(0, 960)).isFalse();
    }

    @Test
    void shouldReadAllFramesOldestFirst() {
        // Two earlier ones: 1920 and 960 before, of 2 and 1 bytes; then the newest of 3.
        byte[] payload = hex("ff" + "ef1e0002" + "ef0f0001" + "6f" + "a1a2" + "b1" + "c1c2c3");
        assertThat(reader.wrap(payload, 1, payload.length - 1)).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.payloadType()).isEqualTo(111);
        assertThat(reader.timestampOffset()).isEqualTo(1_920);
        assertThat(HexFormat.of().formatHex(payload, reader.offset(), reader.offset() + reader.length()))
                .isEqualTo("a1a2");
        assertThat(reader.next()).isTrue();
        assertThat(reader.timestampOffset()).isEqualTo(960);
        assertThat(HexFormat.of().formatHex(payload, reader.offset(), reader.offset() + reader.length()))
                .isEqualTo("b1");
        assertThat(reader.next()).isTrue();
        assertThat(reader.timestampOffset()).isZero();
        assertThat(HexFormat.of().formatHex(payload, reader.offset(), reader.offset() + reader.length()))
                .isEqualTo("c1c2c3");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void shouldReadAPayloadOfOneFrame() {
        byte[] payload = hex("6f0102");
        assertThat(reader.wrap(payload, 0, 3)).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.length()).isEqualTo(2);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void shouldRefuseHeadersThatDoNotAddUp() {
        assertThat(reader.wrap(new byte[0], 0, 0)).isFalse();
        assertThat(reader.wrap(hex("ef0f00"), 0, 3)).as("cut off in a header").isFalse();
        assertThat(reader.wrap(hex("ef0f0003"), 0, 4)).as("no last header").isFalse();
        assertThat(reader.wrap(hex("ef0f00036faabb"), 0, 7))
                .as("a frame cut off")
                .isFalse();
        assertThat(reader.wrap(hex("ef0f00036faabbcc"), 0, 8))
                .as("an empty newest frame")
                .isTrue();
    }
}

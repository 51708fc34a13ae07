package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PictureSizeTest {
    private final PictureSize size = new PictureSize();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private void assertReads(Codec codec, String payload, int width, int height) {
        byte[] bytes = hex(payload);
        assertThat(size.read(codec, bytes, 0, bytes.length)).isTrue();
        assertThat(size.width()).isEqualTo(width);
        assertThat(size.height()).isEqualTo(height);
    }

    @Test
    void shouldReadAVp8FrameHeader() {
        assertReads(Codec.VP8, "90 80 8001 100200 9d012a 0005 d002", 1280, 720);
        assertReads(Codec.VP8, "10 100200 9d012a 4041 b4c0", 320, 180);
    }

    /** Of profile 122 with the bytes that keep start codes apart: 1280 x 720, 640 x 360 and 200 x 400, both of these cropped. */
    @Test
    void shouldReadSequenceParameterSets() {
        assertReads(Codec.H264, "67 7a001fbcd9405005ba1000000300c000002ae0f1831960", 1280, 720);
        assertReads(Codec.H264, "67 7a001ebcd940a02ff8984000000301800000568 3c58b6580", 640, 360);
        assertReads(Codec.H264, "67 7a000dbcd943433e5e10000003006000 0015a0f1429960", 200, 400);
    }

    /** profile_idc 66, one set after the other: ids 0, order count type 2, one reference, frames only, 40 x 23 macroblocks of which 4 rows of pixels are cut off. */
    @Test
    void shouldReadABaselineSet() {
        String bits = "01000010" + "11000000" + "00011110" // profile, constraints, level
                + "1" + "1" + "011" + "010" + "0" // ids, frame number, order count type 2, references, gaps
                + "00000101000" + "000010111" // 40 - 1 and 23 - 1
                + "1" + "1" + "1" // frames only, direct inference, cropping
                + "1" + "1" + "1" + "00101" // left, right, top, bottom 4 (times 2)
                + "0" + "1"; // no VUI, stop bit
        StringBuilder hex = new StringBuilder("67");
        String padded = bits + "0".repeat((8 - bits.length() % 8) % 8);
        for (int i = 0; i < padded.length(); i += 8) {
            hex.append("%02x".formatted(Integer.parseInt(padded.substring(i, i + 8), 2)));
        }
        assertReads(Codec.H264, hex.toString(), 640, 360);
    }

    @Test
    void shouldReadASetBesideOthers() {
        String set = "677a001fbcd9405005ba1000000300c000002ae0f1831960";
        assertReads(
                Codec.H264, "78 0002 0910 00" + Integer.toHexString(set.length() / 2) + set + "0002 68eb", 1280, 720);
    }

    @Test
    void shouldKeepWhatItKnewWhereNothingIsTold() {
        assertReads(Codec.VP8, "10 100200 9d012a 0005 d002", 1280, 720);
        byte[] delta = hex("1001020000000000000000");
        assertThat(size.read(Codec.VP8, delta, 0, delta.length)).isFalse();
        assertThat(size.read(Codec.VP9, delta, 0, delta.length)).isFalse();
        byte[] cut = hex("676400");
        assertThat(size.read(Codec.H264, cut, 0, cut.length)).isFalse();
        assertThat(size.width()).isEqualTo(1280);
    }

    @Test
    void shouldBearAnyBytes() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (i % 2 == 0 ? 0x67 : 0x78);
            var unusedTold = size.read(Codec.H264, bytes, 0, bytes.length);
            unusedTold = size.read(Codec.VP8, bytes, 0, bytes.length);
            assertThat(size.width()).isBetween(0, 16_384);
            assertThat(size.height()).isBetween(0, 32_768);
        }
    }
}

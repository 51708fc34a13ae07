package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PayloadDescriptorTest {
    private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    private final Vp9PayloadDescriptor vp9 = new Vp9PayloadDescriptor();
    private final KeyframeDetector detector = new KeyframeDetector();

    @Test
    void shouldReadAFullVp8Descriptor() {
        byte[] b = bytes("b0 f0 ffff 2a a5 00");

        assertThat(vp8.wrap(b, 0, b.length)).isTrue();
        assertThat(vp8.length()).isEqualTo(6);
        assertThat(vp8.pictureId()).isEqualTo(0x7fff);
        assertThat(vp8.tl0PicIdx()).isEqualTo(0x2a);
        assertThat(vp8.temporalLayer()).isEqualTo(2);
        assertThat(vp8.layerSync()).isTrue();
        assertThat(vp8.keyIndex()).isEqualTo(5);
        assertThat(vp8.nonReference()).isTrue();
        assertThat(vp8.startsFrame()).isTrue();
        for (int len = 0; len < b.length; len++) {
            assertThat(vp8.wrap(b, 0, len)).isFalse();
        }
    }

    @Test
    void shouldPatchVp8AtTheWrapOfFifteenBits() {
        byte[] b = bytes("90 e0 fffe ff 40 01");
        vp8.wrap(b, 0, b.length);

        vp8.setPictureId(vp8.pictureId() + 3 & vp8.pictureIdMask());
        vp8.setTl0PicIdx(vp8.tl0PicIdx() + 1);

        assertThat(b).isEqualTo(bytes("90 e0 8001 00 40 01"));
    }

    @Test
    void shouldPatchVp8AtTheWrapOfSevenBits() {
        byte[] b = bytes("90 80 7f 01");
        vp8.wrap(b, 0, b.length);
        assertThat(vp8.pictureIdMask()).isEqualTo(0x7f);

        vp8.setPictureId(vp8.pictureId() + 1);

        assertThat(b).isEqualTo(bytes("90 80 00 01"));
        vp8.setTl0PicIdx(9);
        vp8.setKeyIndex(9);
        assertThat(b).isEqualTo(bytes("90 80 00 01"));
    }

    @Test
    void shouldReadVp9InBothModes() {
        // I, L, B, not flexible: picture id of 15 bits, TID 1 U SID 2, TL0PICIDX.
        byte[] fixed = bytes("a8 8123 34 fe 00");
        assertThat(vp9.wrap(fixed, 0, fixed.length)).isTrue();
        assertThat(vp9.length()).isEqualTo(5);
        assertThat(vp9.pictureId()).isEqualTo(0x123);
        assertThat(vp9.temporalLayer()).isEqualTo(1);
        assertThat(vp9.switchingUpPoint()).isTrue();
        assertThat(vp9.spatialLayer()).isEqualTo(2);
        assertThat(vp9.tl0PicIdx()).isEqualTo(0xfe);

        // I, P, L, F, B: picture id of 7 bits, layers, two references.
        byte[] flexible = bytes("f8 7f 00 03 04 00");
        assertThat(vp9.wrap(flexible, 0, flexible.length)).isTrue();
        assertThat(vp9.length()).isEqualTo(5);
        assertThat(vp9.tl0PicIdx()).isEqualTo(-1);
        vp9.setPictureId(vp9.pictureId() + 1);
        assertThat(flexible).isEqualTo(bytes("f8 00 00 03 04 00"));
        for (int len = 0; len < flexible.length; len++) {
            assertThat(vp9.wrap(flexible, 0, len)).isFalse();
        }
        assertThat(vp9.wrap(bytes("f8 7f 00 03 05 07 04 00"), 0, 8)).isFalse();
    }

    @Test
    void shouldSkipTheVp9ScalabilityStructure() {
        // V: two spatial layers with sizes, a group of two pictures with one and two references.
        byte[] b = bytes("8a 01 38 0140 00b4 0280 0168 02 04 01 08 01 02 00");

        assertThat(vp9.wrap(b, 0, b.length)).isTrue();
        assertThat(vp9.length()).isEqualTo(b.length - 1);
        assertThat(vp9.wrap(b, 0, b.length - 1)).isFalse();
    }

    @Test
    void shouldPatchVp9AtTheWrapOfFifteenBits() {
        byte[] b = bytes("a8 ffff 00 ff 00");
        vp9.wrap(b, 0, b.length);

        vp9.setPictureId(vp9.pictureId() + 1);
        vp9.setTl0PicIdx(vp9.tl0PicIdx() + 2);

        assertThat(b).isEqualTo(bytes("a8 8000 00 01 00"));
    }

    @Test
    void shouldFindH264Keyframes() {
        assertKeyframe(Codec.H264, "65 88", true);
        assertKeyframe(Codec.H264, "67 42", true);
        assertKeyframe(Codec.H264, "68 ce", false);
        assertKeyframe(Codec.H264, "41 9a", false);
        assertKeyframe(Codec.H264, "78 0002 0910 0003 674200", true);
        assertKeyframe(Codec.H264, "78 0002 0910 0003 414200", false);
        assertKeyframe(Codec.H264, "78 0002 0910 0009 674200", false);
        assertKeyframe(Codec.H264, "7c 85 88", true);
        assertKeyframe(Codec.H264, "7c 05 88", false);
        assertKeyframe(Codec.H264, "7c 81 88", false);
        assertKeyframe(Codec.H264, "", false);
    }

    @Test
    void shouldFindVp8Vp9AndAv1Keyframes() {
        assertKeyframe(Codec.VP8, "10 10 02 00 9d012a", true);
        assertKeyframe(Codec.VP8, "10 11 02 00", false);
        assertKeyframe(Codec.VP8, "00 10 02 00", false);
        assertKeyframe(Codec.VP8, "11 10 02 00", false);
        assertKeyframe(Codec.VP8, "90 80 05 10 02 00", true);
        assertKeyframe(Codec.VP9, "88 05 00", true);
        assertKeyframe(Codec.VP9, "c8 05 00", false);
        assertKeyframe(Codec.VP9, "80 05 00", false);
        assertKeyframe(Codec.VP9, "a8 05 02 00 00", false);
        assertKeyframe(Codec.VP9, "a8 05 00 00 00", true);
        assertKeyframe(Codec.AV1, "18 0a", true);
        assertKeyframe(Codec.AV1, "10 0a", false);
        assertKeyframe(Codec.AV1, "98 0a", false);
    }

    private void assertKeyframe(Codec codec, String payload, boolean expected) {
        byte[] b = bytes("ff" + payload);
        assertThat(detector.startsKeyframe(codec, b, 1, b.length - 1))
                .as("%s %s", codec, payload)
                .isEqualTo(expected);
    }

    @Test
    void shouldSurviveRandomBytes() {
        SplittableRandom random = new SplittableRandom(5);
        byte[] b = new byte[24];
        int keyframes = 0;
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(b);
            int len = random.nextInt(b.length);
            keyframes += PayloadReading.read(b, b.length - len, len) ? 1 : 0;
        }
        assertThat(keyframes).isGreaterThan(1_000);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

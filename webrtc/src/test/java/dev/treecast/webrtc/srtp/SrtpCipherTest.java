package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.counting;
import static dev.treecast.webrtc.srtp.SrtpFixtures.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that give session keys: RFC 3711, appendix B.2, RFC 7714, sections 16 and 17. */
class SrtpCipherTest {

    private static final byte[] SALT = hex("517569642070726f2071756f");
    private static final byte[] RTP = hex("8040f17b8041f8d35501a0b2"
            + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
    private static final byte[] RTCP = hex("81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
    private static final int RTCP_INDEX = 0x5d4;

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphers")
    void shouldMakeTheKeystreamOfRfc3711AppendixB2(SrtpCiphers ciphers) {
        SrtpSessionKeys keys = new SrtpSessionKeys(
                SrtpProfile.AES128_CM_HMAC_SHA1_80,
                false,
                hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                new byte[20],
                hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        int blocks = 0xFF02;
        byte[] packet = new byte[12 + 16 * blocks + 10];

        try (SrtpCipher cipher = ciphers.create(keys, true)) {
            cipher.protect(packet, 0, 12, packet.length - 10, packet, 0, 0, 0, 0, packet.length - 10);
        }

        assertThat(block(packet, 0)).isEqualTo(hex("E03EAD0935C95E80E166B16DD92B4EB4"));
        assertThat(block(packet, 1)).isEqualTo(hex("D23513162B02D0F72A43A2FE4A5F97AB"));
        assertThat(block(packet, 2)).isEqualTo(hex("41E95B3BB0A2E8DD477901E4FCA894C0"));
        assertThat(block(packet, 0xFEFF)).isEqualTo(hex("EC8CDF7398607CB0F2D21675EA9EA1E4"));
        assertThat(block(packet, 0xFF00)).isEqualTo(hex("362B7C3C6773516318A077D7FC5073AE"));
        assertThat(block(packet, 0xFF01)).isEqualTo(hex("6A2CC3787889374FBEB4C81B17BA6C44"));
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphers")
    void shouldProtectTheRtpOfRfc7714Section16(SrtpCiphers ciphers) {
        checkRtp(
                ciphers,
                SrtpProfile.AEAD_AES_128_GCM,
                hex("8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f"
                        + "42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce"));
        checkRtp(
                ciphers,
                SrtpProfile.AEAD_AES_256_GCM,
                hex("8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3"
                        + "b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"));
    }

    private static void checkRtp(SrtpCiphers ciphers, SrtpProfile profile, byte[] expected) {
        SrtpSessionKeys keys = new SrtpSessionKeys(profile, false, counting(0, profile.keyLength()), new byte[0], SALT);
        byte[] out = new byte[expected.length];
        try (SrtpCipher encrypting = ciphers.create(keys, true);
                SrtpCipher decrypting = ciphers.create(keys, false)) {
            encrypting.protect(RTP, 0, 12, RTP.length, out, 0, 0x5501a0b2, 0xf17b, 0, RTP.length);
            assertThat(out).isEqualTo(expected);
            assertThat(decrypting.unprotect(out, 0, 12, RTP.length, 0x5501a0b2, 0xf17b, 0, RTP.length))
                    .isTrue();
            assertThat(Arrays.copyOf(out, RTP.length)).isEqualTo(RTP);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphers")
    void shouldProtectTheRtcpOfRfc7714Section17(SrtpCiphers ciphers) {
        checkRtcp(
                ciphers,
                SrtpProfile.AEAD_AES_128_GCM,
                hex("81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
                        + "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade"));
        checkRtcp(
                ciphers,
                SrtpProfile.AEAD_AES_256_GCM,
                hex("81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be"
                        + "8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be"));
    }

    private static void checkRtcp(SrtpCiphers ciphers, SrtpProfile profile, byte[] expected) {
        SrtpSessionKeys keys = new SrtpSessionKeys(profile, true, counting(0, profile.keyLength()), new byte[0], SALT);
        int word = 0x8000_0000 | RTCP_INDEX;
        byte[] out = new byte[expected.length];
        try (SrtpCipher encrypting = ciphers.create(keys, true);
                SrtpCipher decrypting = ciphers.create(keys, false)) {
            encrypting.protect(RTCP, 0, 8, RTCP.length, out, 0, 0x4d617273, RTCP_INDEX, word, RTCP.length);
            assertThat(out).isEqualTo(expected);
            assertThat(decrypting.unprotect(out, 0, 8, RTCP.length, 0x4d617273, RTCP_INDEX, word, RTCP.length))
                    .isTrue();
            assertThat(Arrays.copyOf(out, RTCP.length)).isEqualTo(RTCP);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldRefuseToWorkOnceClosed(SrtpCiphers ciphers, SrtpProfile profile) {
        SrtpSender sender = SrtpFixtures.sender(profile, ciphers);
        sender.close();
        sender.close();

        assertThatThrownBy(() -> SrtpFixtures.protectRtp(sender, SrtpFixtures.rtp(1, 1, 10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
    }

    private static byte[] block(byte[] packet, int number) {
        return Arrays.copyOfRange(packet, 12 + 16 * number, 28 + 16 * number);
    }
}

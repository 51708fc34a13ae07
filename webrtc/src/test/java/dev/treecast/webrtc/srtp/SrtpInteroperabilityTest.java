package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.counting;
import static dev.treecast.webrtc.srtp.SrtpFixtures.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets that libsrtp 2.5.0 protected, from master keys: key derivation, header with a contributing source and an
 * extension, rollover from 65535 to 0, RTCP. libsrtp's first RTCP index is 1.
 */
class SrtpInteroperabilityTest {

    private static final byte[] RTCP = hex("81c9000700000001cafebabe00ffffff0000000000000000 0000000000000000");

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldSendWhatLibsrtpSends(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = new SrtpSender(SrtpFixtures.keys(profile), ciphers, SrtpOptions.defaults(), 1)) {
            byte[][] expected = libsrtp(profile);

            assertThat(SrtpFixtures.protectRtp(sender, rtp(65_535))).isEqualTo(expected[0]);
            assertThat(SrtpFixtures.protectRtp(sender, rtp(0))).isEqualTo(expected[1]);
            assertThat(SrtpFixtures.protectRtcp(sender, RTCP)).isEqualTo(expected[2]);
            assertThat(SrtpFixtures.protectRtcp(sender, RTCP)).isEqualTo(expected[3]);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldReceiveWhatLibsrtpSends(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpReceiver receiver = SrtpFixtures.receiver(profile, ciphers)) {
            byte[][] packets = libsrtp(profile);

            assertThat(receiver.unprotectRtp(packets[0], 0, packets[0].length)).isEqualTo(68);
            assertThat(Arrays.copyOf(packets[0], 68)).isEqualTo(rtp(65_535));
            assertThat(receiver.unprotectRtp(packets[1], 0, packets[1].length)).isEqualTo(68);
            assertThat(Arrays.copyOf(packets[1], 68)).isEqualTo(rtp(0));
            for (int i = 2; i < 4; i++) {
                assertThat(receiver.unprotectRtcp(packets[i], 0, packets[i].length))
                        .isEqualTo(32);
                assertThat(Arrays.copyOf(packets[i], 32)).isEqualTo(RTCP);
            }
        }
    }

    private static byte[] rtp(int sequenceNumber) {
        byte[] packet = Arrays.copyOf(hex("9160000000015f90cafebabe11223344bede000210aa21bbcc000000"), 68);
        System.arraycopy(counting(0, 40), 0, packet, 28, 40);
        packet[2] = (byte) (sequenceNumber >> 8);
        packet[3] = (byte) sequenceNumber;
        return packet;
    }

    private static byte[][] libsrtp(SrtpProfile profile) {
        String first = "9160ffff00015f90cafebabe11223344bede000210aa21bbcc000000";
        String second = "9160000000015f90cafebabe11223344bede000210aa21bbcc000000";
        String rtcp = "81c9000700000001";
        return switch (profile) {
            case AEAD_AES_128_GCM ->
                new byte[][] {
                    hex(first + "7f3e18a6b26d267c0d615a3c3de34868dc9d0a2c309c9c03e2b4f187875730df8482f631842d2f44"
                            + "e72f3cbac3c629ba3ba04e18d604764a"),
                    hex(second + "14c6c456b862b8b22a3dd68be1e637ec1145d1db5952a17986aa728c5fbe39f4e0fb315338b32166"
                            + "b8a03a82e3b8f15650bf7cf504b8bb4a"),
                    hex(rtcp + "f1474e2fba4ce1620c321dc51a463248d9c5301ed6773741"
                            + "777c132804c0194a58e8560ec8d8b6f280000001"),
                    hex(rtcp + "252bce24d72af0e77df3b173f04990193f012d39b9ddb9bd"
                            + "64c3261990668d6cfaeca420dd1d817580000002")
                };
            case AEAD_AES_256_GCM ->
                new byte[][] {
                    hex(first + "59c53c31e8e3cf97c9852f688f66354008f5cd469ab77208fd09f03312efbbf1d5bfe4c55ab62198"
                            + "a0efb4837083e044e774e06bdeda3e52"),
                    hex(second + "bb534e222cd82901f1aca8a826b37cee612374fe45d4251a20c53a228c63033553d0d1d7a99115cc"
                            + "b77a5433e5c473fbda61bc04e25331ae"),
                    hex(rtcp + "019f6901ca329a5944b0a4ca5924771974b60e73283b171b"
                            + "65d83b820c332f8811556defd204989780000001"),
                    hex(rtcp + "bab23e7edbaa21d1a0dd5a4dff25f01fb5652fc42cdf4cef"
                            + "dfa5cba71cc0ec8ffb95beef816a391880000002")
                };
            case AES128_CM_HMAC_SHA1_80 ->
                new byte[][] {
                    hex(first + "01bb2150016ca938dab09259b2aa10ff51dca507641b1382aa21169fced51e2c3065cf95fd3cdbbe"
                            + "3607b629def6880009ce"),
                    hex(second + "c803cf8c1c27ac0344dfc7bbd4512b4d68e9d8741fc4da94a6ce8c432e9da5b070a4caecfba1c127"
                            + "956a76504463ce09e467"),
                    hex(rtcp + "2b2af37ef1d79c0d8f913a61b0ca29245a45aebf332e75c7" + "80000001eacb3be02352fcae6e62"),
                    hex(rtcp + "d11bd6ee0d26a33d91e8266f8bd8ece075188ba9a0c2e7f1" + "80000002171e4464b909ba7452de")
                };
        };
    }
}

package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.SSRC;
import static dev.treecast.webrtc.srtp.SrtpFixtures.protectRtcp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.protectRtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.receiver;
import static dev.treecast.webrtc.srtp.SrtpFixtures.rtcp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.rtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.sender;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SrtpReceiverTest {

    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldRefuseReplays(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            byte[][] packets = new byte[2_000][];
            for (int i = 0; i < packets.length; i++) {
                packets[i] = protectRtp(sender, rtp(SSRC, (60_000 + i) & 0xFFFF, 20));
                assertThat(unprotect(receiver, packets[i])).isEqualTo(32);
            }
            for (byte[] packet : packets) {
                assertThat(unprotect(receiver, packet)).isEqualTo(SrtpReceiver.REPLAYED);
            }
            byte[] report = protectRtcp(sender, rtcp(SSRC, 20));
            assertThat(unprotectRtcp(receiver, report)).isEqualTo(20);
            assertThat(unprotectRtcp(receiver, report)).isEqualTo(SrtpReceiver.REPLAYED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldTakeEachPacketOnceAcrossRolloversWithLossAndReordering(SrtpCiphers ciphers, SrtpProfile profile) {
        Random random = new Random(7);
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            int sequenceNumber = 65_000;
            for (int burst = 0; burst < 300; burst++) {
                List<byte[]> packets = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    packets.add(protectRtp(sender, rtp(SSRC, sequenceNumber++ & 0xFFFF, 5)));
                }
                // Long outages, as long as one rollover cannot hide in them.
                sequenceNumber += random.nextInt(1_500);
                Collections.shuffle(packets, random);
                for (byte[] packet : packets.subList(0, 40)) {
                    assertThat(unprotect(receiver, packet)).isEqualTo(17);
                    assertThat(unprotect(receiver, packet)).isEqualTo(SrtpReceiver.REPLAYED);
                }
            }
            assertThat(sequenceNumber).isGreaterThan(3 * 65_536);
        }
    }

    @Test
    void shouldTakeLateRetransmissionsWithinTheWindowOnly() {
        try (SrtpSender sender = sender(GCM, SrtpCiphers.jdk());
                SrtpReceiver receiver = receiver(GCM, SrtpCiphers.jdk())) {
            byte[] tooLate = protectRtp(sender, rtp(SSRC, 65_000, 5));
            byte[] late = protectRtp(sender, rtp(SSRC, 65_001, 5));
            byte[] newest = protectRtp(sender, rtp(SSRC, (65_000 + 1_024) & 0xFFFF, 5));

            assertThat(unprotect(receiver, newest)).isEqualTo(SrtpReceiver.AUTHENTICATION_FAILED);
            assertThat(unprotect(receiver, protectRtp(sender, rtp(SSRC, 65_002, 5))))
                    .isEqualTo(17);
            assertThat(unprotect(receiver, newest)).isEqualTo(17);
            assertThat(unprotect(receiver, late)).isEqualTo(17);
            assertThat(unprotect(receiver, tooLate)).isEqualTo(SrtpReceiver.REPLAYED);
        }
    }

    @Test
    void shouldTakeASourceThatComesLate() {
        try (SrtpSender sender = sender(GCM, SrtpCiphers.jdk());
                SrtpReceiver receiver = receiver(GCM, SrtpCiphers.jdk())) {
            for (int i = 0; i < 70_000; i += 10_000) {
                assertThat(unprotect(receiver, protectRtp(sender, rtp(SSRC, i & 0xFFFF, 5))))
                        .isEqualTo(17);
            }
            assertThat(unprotect(receiver, protectRtp(sender, rtp(1, 33_333, 5))))
                    .isEqualTo(17);
            assertThat(receiver.sourceCount()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldRejectEveryFlippedBitAndChangeNothing(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            assertThat(unprotect(receiver, protectRtp(sender, rtp(SSRC, 1_000, 30, 1, 1))))
                    .isPositive();
            assertThat(unprotectRtcp(receiver, protectRtcp(sender, rtcp(SSRC, 40))))
                    .isPositive();
            byte[] packet = protectRtp(sender, rtp(SSRC, 1_001, 30, 1, 1));
            byte[] report = protectRtcp(sender, rtcp(SSRC, 40));

            for (int bit = 0; bit < 8 * packet.length; bit++) {
                assertThat(unprotect(receiver, flip(packet, bit))).isNegative();
            }
            for (int bit = 0; bit < 8 * report.length; bit++) {
                assertThat(unprotectRtcp(receiver, flip(report, bit))).isNegative();
            }

            assertThat(receiver.sourceCount()).isEqualTo(1);
            assertThat(unprotect(receiver, packet)).isEqualTo(packet.length - profile.rtpOverhead());
            assertThat(unprotectRtcp(receiver, report)).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldRejectEveryTruncation(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            byte[] packet = protectRtp(sender, rtp(SSRC, 1, 30, 3, 2));
            byte[] report = protectRtcp(sender, rtcp(SSRC, 40));
            for (int length = 0; length < packet.length; length++) {
                assertThat(receiver.unprotectRtp(packet.clone(), 0, length)).isNegative();
            }
            for (int length = 0; length < report.length; length++) {
                assertThat(receiver.unprotectRtcp(report.clone(), 0, length)).isNegative();
            }
            assertThat(receiver.unprotectRtp(packet.clone(), 0, 11 + profile.rtpOverhead()))
                    .isEqualTo(SrtpReceiver.MALFORMED);
            assertThat(receiver.sourceCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldKeepNoStateForStrangersAndBoundItForThePeer(SrtpCiphers ciphers, SrtpProfile profile) {
        SrtpOptions options = new SrtpOptions(10, 128, 128);
        SrtpKeys strange = new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
        try (SrtpSender stranger = new SrtpSender(strange, ciphers, new SrtpOptions(1_000, 128, 128));
                SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = new SrtpReceiver(SrtpFixtures.keys(profile), ciphers, options)) {
            for (int ssrc = 0; ssrc < 100; ssrc++) {
                assertThat(unprotect(receiver, protectRtp(stranger, rtp(ssrc, 1, 10))))
                        .isEqualTo(SrtpReceiver.AUTHENTICATION_FAILED);
                assertThat(unprotectRtcp(receiver, protectRtcp(stranger, rtcp(ssrc, 20))))
                        .isEqualTo(SrtpReceiver.AUTHENTICATION_FAILED);
            }
            assertThat(receiver.sourceCount()).isZero();
            for (int ssrc = 0; ssrc < 20; ssrc++) {
                assertThat(unprotect(receiver, protectRtp(sender, rtp(ssrc, 1, 10))))
                        .isEqualTo(ssrc < 10 ? 22 : SrtpReceiver.TOO_MANY_SOURCES);
                assertThat(unprotectRtcp(receiver, protectRtcp(sender, rtcp(ssrc, 20))))
                        .isEqualTo(ssrc < 10 ? 20 : SrtpReceiver.TOO_MANY_SOURCES);
            }
            assertThat(receiver.sourceCount()).isEqualTo(10);
        }
    }

    @Test
    void shouldRefuseRtcpThatIsNotEncrypted() {
        try (SrtpSender sender = sender(GCM, SrtpCiphers.jdk());
                SrtpReceiver receiver = receiver(GCM, SrtpCiphers.jdk())) {
            byte[] report = protectRtcp(sender, rtcp(SSRC, 40));
            report[report.length - 4] &= 0x7F;

            assertThat(unprotectRtcp(receiver, report)).isEqualTo(SrtpReceiver.MALFORMED);
        }
    }

    @Test
    void shouldSurviveRandomBytes() {
        Random random = new Random(42);
        for (SrtpCiphers ciphers : SrtpFixtures.ciphers()) {
            SrtpReceiverModel model = new SrtpReceiverModel(ciphers, GCM);
            for (int i = 0; i < 10_000; i++) {
                model.step(random);
            }
            model.close();
        }
    }

    private static int unprotect(SrtpReceiver receiver, byte[] packet) {
        return receiver.unprotectRtp(packet.clone(), 0, packet.length);
    }

    private static int unprotectRtcp(SrtpReceiver receiver, byte[] packet) {
        return receiver.unprotectRtcp(packet.clone(), 0, packet.length);
    }

    private static byte[] flip(byte[] packet, int bit) {
        byte[] copy = packet.clone();
        copy[bit >>> 3] ^= (byte) (1 << (bit & 7));
        return copy;
    }
}

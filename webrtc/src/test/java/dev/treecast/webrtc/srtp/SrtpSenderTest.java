package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.SSRC;
import static dev.treecast.webrtc.srtp.SrtpFixtures.protectRtcp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.protectRtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.receiver;
import static dev.treecast.webrtc.srtp.SrtpFixtures.rtcp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.rtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.sender;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SrtpSenderTest {

    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldNeverUseAnIndexTwice(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers)) {
            byte[] out = new byte[200];
            protectRtp(sender, rtp(SSRC, 5_000, 10));
            protectRtp(sender, rtp(SSRC, 4_990, 10));
            protectRtp(sender, rtp(SSRC + 1, 5_000, 10));

            for (int used : new int[] {5_000, 4_990, 5_000 - 1_024}) {
                assertThat(sender.protectRtp(rtp(SSRC, used, 11), 0, 23, out, 0))
                        .isEqualTo(SrtpSender.INDEX_REUSED);
            }
            assertThat(out).containsOnly(0);
            protectRtp(sender, rtp(SSRC, 5_000 - 1_023, 10));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldResendTheSameBytesForPeersWithoutRtx(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers)) {
            PlainRtpPacket packet = SrtpFixtures.plain(rtp(SSRC, 100, 50));
            MemorySegment out = Arena.ofAuto().allocate(packet.length() + profile.rtpOverhead());
            assertThat(sender.resendRtp(packet, 100, out, 0)).isEqualTo(SrtpSender.INDEX_REUSED);

            assertThat(sender.protectRtp(packet, 100, out, 0)).isEqualTo(out.byteSize());
            byte[] first = out.toArray(JAVA_BYTE);
            for (int i = 0; i < 3; i++) {
                out.fill((byte) 0);
                assertThat(sender.resendRtp(packet, 100, out, 0)).isEqualTo(first.length);
                assertThat(out.toArray(JAVA_BYTE)).isEqualTo(first);
            }
            protectRtp(sender, rtp(SSRC, 101, 50));
            assertThat(sender.resendRtp(packet, 99, out, 0)).isEqualTo(SrtpSender.INDEX_REUSED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles")
    void shouldCountRolloversWhilePacketsAreReorderedAroundThem(SrtpCiphers ciphers, SrtpProfile profile) {
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            int[] order = {65_533, 65_535, 1, 65_534, 0, 2, 65_532};
            for (int sequenceNumber : order) {
                byte[] wire = protectRtp(sender, rtp(SSRC, sequenceNumber, 20));
                assertThat(receiver.unprotectRtp(wire, 0, wire.length)).isEqualTo(32);
            }
        }
    }

    @Test
    void shouldBoundTheSources() {
        try (SrtpSender sender =
                new SrtpSender(SrtpFixtures.keys(GCM), SrtpCiphers.jdk(), new SrtpOptions(20, 128, 128))) {
            byte[] out = new byte[100];
            for (int i = 0; i < 20; i++) {
                protectRtp(sender, rtp(SSRC + i * 65_537, 7, 10));
            }

            assertThat(sender.protectRtp(rtp(7, 7, 10), 0, 22, out, 0)).isEqualTo(SrtpSender.TOO_MANY_SOURCES);
            for (int i = 0; i < 20; i++) {
                protectRtp(sender, rtp(SSRC + i * 65_537, 8, 10));
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoRtpOrRtcp() {
        try (SrtpSender sender = sender(GCM, SrtpCiphers.jdk())) {
            byte[] out = new byte[200];
            byte[] version1 = rtp(SSRC, 1, 10);
            version1[0] = 0x40;
            byte[] extensionTooLong = rtp(SSRC, 1, 10, 0, 2);
            extensionTooLong[15] = 10;
            byte[] sourcesTooMany = rtp(SSRC, 1, 10);
            sourcesTooMany[0] = (byte) 0x8F;

            assertThat(sender.protectRtp(version1, 0, version1.length, out, 0)).isEqualTo(SrtpSender.MALFORMED);
            assertThat(sender.protectRtp(extensionTooLong, 0, extensionTooLong.length, out, 0))
                    .isEqualTo(SrtpSender.MALFORMED);
            assertThat(sender.protectRtp(sourcesTooMany, 0, sourcesTooMany.length, out, 0))
                    .isEqualTo(SrtpSender.MALFORMED);
            assertThat(sender.protectRtp(rtp(SSRC, 1, 0), 0, 11, out, 0)).isEqualTo(SrtpSender.MALFORMED);
            assertThat(sender.protectRtcp(rtcp(SSRC, 8), 0, 7, out, 0)).isEqualTo(SrtpSender.MALFORMED);
        }
    }

    @Test
    void shouldThrowWhereTheCallerLeavesNoRoom() {
        try (SrtpSender sender = sender(GCM, SrtpCiphers.jdk())) {
            assertThatThrownBy(() -> sender.protectRtp(rtp(SSRC, 1, 10), 0, 22, new byte[37], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> sender.protectRtcp(rtcp(SSRC, 8), 1, 8, new byte[100], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldRefuseRtcpWellBeforeItsIndexWraps() {
        try (SrtpSender sender = new SrtpSender(
                SrtpFixtures.keys(GCM), SrtpCiphers.jdk(), SrtpOptions.defaults(), SrtpSender.RTCP_INDEX_MAX)) {
            protectRtcp(sender, rtcp(SSRC, 8));

            assertThat(sender.protectRtcp(rtcp(SSRC, 8), 0, 8, new byte[100], 0))
                    .isEqualTo(SrtpSender.KEY_EXHAUSTED);
        }
    }
}

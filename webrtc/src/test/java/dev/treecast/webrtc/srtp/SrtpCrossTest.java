package dev.treecast.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one implementation protects, the other gives back: every profile, every size. */
class SrtpCrossTest {

    private static final int PAYLOAD_LENGTH_MAX = 1_500;
    private static final int OFFSET = 3;

    static Stream<Arguments> pairs() {
        return SrtpFixtures.ciphers().stream()
                .flatMap(from -> SrtpFixtures.ciphers().stream()
                        .flatMap(
                                to -> Stream.of(SrtpProfile.values()).map(profile -> Arguments.of(from, to, profile))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldCarryRtpOfEverySize(SrtpCiphers from, SrtpCiphers to, SrtpProfile profile) {
        try (SrtpSender sender = SrtpFixtures.sender(profile, from);
                SrtpReceiver receiver = SrtpFixtures.receiver(profile, to)) {
            for (int length = 0; length <= PAYLOAD_LENGTH_MAX; length++) {
                byte[] packet = SrtpFixtures.rtp(SrtpFixtures.SSRC, length, length, length % 16, length % 6 - 1);
                byte[] wire = new byte[OFFSET + packet.length + profile.rtpOverhead()];
                int protectedLength = sender.protectRtp(packet, 0, packet.length, wire, OFFSET);
                assertThat(protectedLength).isEqualTo(packet.length + profile.rtpOverhead());
                assertThat(receiver.unprotectRtp(wire, OFFSET, protectedLength)).isEqualTo(packet.length);
                assertThat(Arrays.copyOfRange(wire, OFFSET, OFFSET + packet.length))
                        .isEqualTo(packet);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldCarryRtcpOfEverySize(SrtpCiphers from, SrtpCiphers to, SrtpProfile profile) {
        try (SrtpSender sender = SrtpFixtures.sender(profile, from);
                SrtpReceiver receiver = SrtpFixtures.receiver(profile, to)) {
            for (int length = 8; length <= PAYLOAD_LENGTH_MAX; length++) {
                byte[] packet = SrtpFixtures.rtcp(SrtpFixtures.SSRC, length);
                byte[] wire = SrtpFixtures.protectRtcp(sender, packet);
                assertThat(receiver.unprotectRtcp(wire, 0, wire.length)).isEqualTo(length);
                assertThat(Arrays.copyOf(wire, length)).isEqualTo(packet);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldProtectInPlace(SrtpCiphers from, SrtpCiphers to, SrtpProfile profile) {
        try (SrtpSender inPlace = SrtpFixtures.sender(profile, from);
                SrtpSender apart = SrtpFixtures.sender(profile, to)) {
            byte[] packet = SrtpFixtures.rtp(SrtpFixtures.SSRC, 9, 1_000, 2, 3);
            byte[] buffer = Arrays.copyOf(packet, packet.length + profile.rtpOverhead());
            inPlace.protectRtp(buffer, 0, packet.length, buffer, 0);
            assertThat(buffer).isEqualTo(SrtpFixtures.protectRtp(apart, packet));

            byte[] report = SrtpFixtures.rtcp(1, 200);
            byte[] reportBuffer = Arrays.copyOf(report, report.length + profile.rtcpOverhead());
            inPlace.protectRtcp(reportBuffer, 0, report.length, reportBuffer, 0);
            assertThat(reportBuffer).isEqualTo(SrtpFixtures.protectRtcp(apart, report));
        }
    }
}

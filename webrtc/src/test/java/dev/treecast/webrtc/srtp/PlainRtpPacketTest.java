package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.SSRC;
import static dev.treecast.webrtc.srtp.SrtpFixtures.plain;
import static dev.treecast.webrtc.srtp.SrtpFixtures.protectRtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.receiver;
import static dev.treecast.webrtc.srtp.SrtpFixtures.rtp;
import static dev.treecast.webrtc.srtp.SrtpFixtures.sender;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A packet written once is protected for each peer to the bytes that a packet of its own would have been. */
class PlainRtpPacketTest {
    private static final String CIPHERS = "dev.treecast.webrtc.srtp.SrtpFixtures#ciphersAndProfiles";

    @ParameterizedTest
    @MethodSource(CIPHERS)
    void shouldProtectUnderThePeersOwnNumber(SrtpCiphers ciphers, SrtpProfile profile) {
        PlainRtpPacket packet = plain(rtp(SSRC, 7, 1_000, 2, 3));
        for (int sequenceNumber : new int[] {40_000, 40_001, 7}) {
            byte[] expected;
            try (SrtpSender each = sender(profile, ciphers)) {
                expected = protectRtp(each, rtp(SSRC, sequenceNumber, 1_000, 2, 3));
            }
            try (SrtpSender each = sender(profile, ciphers)) {
                MemorySegment out = Arena.ofAuto().allocate(2_000);
                int length = each.protectRtp(packet, sequenceNumber, out, 100);
                assertThat(out.asSlice(100, length).toArray(JAVA_BYTE)).isEqualTo(expected);
                assertThat(out.asSlice(0, 100).toArray(JAVA_BYTE)).containsOnly(0);
                assertThat(out.asSlice(100 + length).toArray(JAVA_BYTE)).containsOnly(0);
                assertThat(each.protectRtp(packet, sequenceNumber, out, 0)).isEqualTo(SrtpSender.INDEX_REUSED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(CIPHERS)
    void shouldPadWhereTheReceiverCanTell(SrtpCiphers ciphers, SrtpProfile profile) {
        byte[] original = rtp(SSRC, 7, 500);
        PlainRtpPacket packet = plain(original);
        packet.pad(original.length + 3);
        packet.pad(original.length);
        assertThat(packet.length()).isEqualTo(original.length + 3);
        try (SrtpSender sender = sender(profile, ciphers);
                SrtpReceiver receiver = receiver(profile, ciphers)) {
            MemorySegment out = Arena.ofAuto().allocate(2_000);
            byte[] wire = out.asSlice(0, sender.protectRtp(packet, 7, out, 0)).toArray(JAVA_BYTE);
            assertThat(receiver.unprotectRtp(wire, 0, wire.length)).isEqualTo(original.length + 3);
            assertThat(wire[0]).as("the padding flag").isEqualTo((byte) (original[0] | 0x20));
            assertThat(Arrays.copyOfRange(wire, 1, original.length))
                    .isEqualTo(Arrays.copyOfRange(original, 1, original.length));
            assertThat(Arrays.copyOfRange(wire, original.length, original.length + 3))
                    .containsExactly(0, 0, 3);
        }
    }

    @Test
    void shouldRefuseWhatCannotBeProtected() {
        PlainRtpPacket packet = new PlainRtpPacket(100);
        assertThat(packet.written(11)).isFalse();
        try (SrtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, SrtpCiphers.jdk())) {
            MemorySegment out = Arena.ofAuto().allocate(100);
            assertThat(sender.protectRtp(packet, 1, out, 0)).isEqualTo(SrtpSender.MALFORMED);
            PlainRtpPacket packetOf92 = plain(rtp(SSRC, 7, 80));
            assertThatThrownBy(() -> sender.protectRtp(packetOf92, 1, out, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> packetOf92.pad(92 + 256)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

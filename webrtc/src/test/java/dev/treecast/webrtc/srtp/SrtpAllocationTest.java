package dev.treecast.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Garbage per packet, protecting and unprotecting, once the compiler has had its say. */
class SrtpAllocationTest {

    private static final int PACKETS = 100_000;
    /** The compiler works beside us: rounds until it is done. */
    private static final int ROUNDS_MAX = 30;

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingPerPacketWithLibcrypto(SrtpProfile profile) {
        assumeTrue(SrtpCiphers.libcrypto().isPresent());

        assertThat(bestBytesPerPacket(profile, SrtpCiphers.libcrypto().orElseThrow(), 1))
                .isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingPerPacketWithIpsecMb(SrtpProfile profile) {
        assumeTrue(SrtpCiphers.ipsecMb().isPresent());

        assertThat(bestBytesPerPacket(profile, SrtpCiphers.ipsecMb().orElseThrow(), 1))
                .isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllocateLittlePerPacketWithTheJdk(SrtpProfile profile) {
        assertThat(bestBytesPerPacket(profile, SrtpCiphers.jdk(), 2_400)).isLessThan(2_400);
    }

    /** Bytes for protecting and unprotecting a packet; the first round that is below the wanted, or the best. */
    private static double bestBytesPerPacket(SrtpProfile profile, SrtpCiphers ciphers, double wanted) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] packet = SrtpFixtures.rtp(SrtpFixtures.SSRC, 0, 1_188);
        byte[] out = new byte[packet.length + profile.rtpOverhead()];
        double best = Double.MAX_VALUE;
        int sequenceNumber = 0;
        try (SrtpSender sender = SrtpFixtures.sender(profile, ciphers);
                SrtpReceiver receiver = SrtpFixtures.receiver(profile, ciphers)) {
            for (int round = 0; round < ROUNDS_MAX && best >= wanted; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < PACKETS; i++, sequenceNumber++) {
                    packet[2] = (byte) (sequenceNumber >> 8);
                    packet[3] = (byte) sequenceNumber;
                    int length = sender.protectRtp(packet, 0, packet.length, out, 0);
                    if (receiver.unprotectRtp(out, 0, length) != packet.length) {
                        throw new AssertionError("packet " + sequenceNumber);
                    }
                }
                best = Math.min(best, (threads.getCurrentThreadAllocatedBytes() - before) / (double) PACKETS);
            }
        }
        return best;
    }
}

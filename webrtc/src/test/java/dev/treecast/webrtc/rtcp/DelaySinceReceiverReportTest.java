package dev.treecast.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DelaySinceReceiverReportTest {
    private static final long MS = 1_000_000;

    /** XR of sender 9 with a block of statistics (type 6, made up) and echoes for receivers 3 and 1. */
    private static byte[] echoes(int last, int delay) {
        return ByteBuffer.allocate(48)
                .putInt(0x80cf000b)
                .putInt(9)
                .putInt(0x06000001)
                .putInt(0)
                .putInt(0x05000006)
                .putInt(3)
                .putInt(77)
                .putInt(78)
                .putInt(1)
                .putInt(last)
                .putInt(delay)
                .putInt(0)
                .array();
    }

    private static DelaySinceReceiverReport parsed(byte[] wire) {
        return Objects.requireNonNull(DelaySinceReceiverReport.parse(wire, 0, wire.length, 1));
    }

    @Test
    void shouldFindItsOwnEchoAmongOthers() {
        assertThat(parsed(echoes(5, 6))).isEqualTo(new DelaySinceReceiverReport(9, 1, 5, 6));
        assertThat(DelaySinceReceiverReport.parse(echoes(5, 6), 0, 48, 2)).isNull();
    }

    @Test
    void shouldMeasureTheRoundTripAcrossTheWrap() {
        long sentNs = (1L << 16) * 1_000_000_000L - 10 * MS;
        int last = NtpTimestamp.middle32(NtpTimestamp.fromUnixNs(sentNs));
        int now = NtpTimestamp.middle32(NtpTimestamp.fromUnixNs(sentNs + 350 * MS));
        long roundTripNs =
                parsed(echoes(last, NtpTimestamp.durationFromNs(300 * MS))).roundTripNs(now);
        assertThat(roundTripNs).isBetween(49_900_000L, 50_100_000L);
    }

    @Test
    void shouldNotBelieveAnEchoThatCannotBe() {
        assertThat(parsed(echoes(0, 0)).roundTripNs(1_000)).isNegative();
        assertThat(parsed(echoes(1_000, 500)).roundTripNs(1_200)).isNegative();
    }

    @Test
    void shouldNotReadBeyondABlockThatSaysTooMuch() {
        byte[] wire = echoes(5, 6);
        wire[19] = 99;
        assertThat(DelaySinceReceiverReport.parse(wire, 0, wire.length, 1)).isNull();
        for (int length = 0; length < 44; length++) {
            assertThat(DelaySinceReceiverReport.parse(wire, 0, length, 1)).isNull();
        }
    }
}

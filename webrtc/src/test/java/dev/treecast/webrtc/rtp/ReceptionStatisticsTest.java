package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.ReportBlock;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final long MS = 1_000_000L;

    private final ReceptionStatistics statistics = new ReceptionStatistics(77, 90_000);

    @Test
    void shouldReportTheLossOfTheInterval() {
        // 65,530 up to 65,539 across the wrap, two missing: 2 of 10 lost, 51/256.
        for (int i = 0; i < 10; i++) {
            if (i != 3 && i != 7) {
                statistics.onPacket(65_530 + i & 0xffff, i * 3_000, i * 100L * MS / 3);
            }
        }
        ReportBlock first = statistics.report(0);
        assertThat(first.ssrc()).isEqualTo(77);
        assertThat(first.fractionLost()).isEqualTo(51);
        assertThat(first.cumulativeLost()).isEqualTo(2);
        assertThat(first.extendedHighestSequence()).isEqualTo(0x1_0003L);

        statistics.onPacket(4, 30_000, 333 * MS);
        ReportBlock second = statistics.report(0);
        assertThat(second.fractionLost()).isZero();
        assertThat(second.cumulativeLost()).isEqualTo(2);
    }

    @Test
    void shouldCountDuplicatesAgainstTheLoss() {
        statistics.onPacket(1, 0, 0);
        statistics.onPacket(1, 0, 0);
        statistics.onPacket(1, 0, 0);

        assertThat(statistics.report(0).cumulativeLost()).isEqualTo(-2);
        assertThat(statistics.report(0).fractionLost()).isZero();
    }

    @Test
    void shouldFollowTheJitterFormulaOfTheRfc() {
        // On time, then every second packet 10 ms late: |D| is 900 units each time, J += (|D| - J) / 16.
        statistics.onPacket(0, 0, 0);
        double jitter = 0;
        for (int i = 1; i <= 200; i++) {
            statistics.onPacket(i, i * 3_000, i * 3_000L * 1_000_000_000L / 90_000 + (i % 2) * 10L * MS);
            jitter += (900 - jitter) / 16;
        }
        assertThat((double) statistics.jitter()).isBetween(jitter - 2, jitter + 2);
    }

    @Test
    void shouldTellTheDelaySinceTheSenderReport() {
        assertThat(statistics.report(5 * MS).lastSenderReport()).isZero();
        long ntp = NtpTimestamp.fromUnixNs(1_763_800_000_000_000_000L);
        statistics.onSenderReport(ntp, 1_000 * MS);

        ReportBlock block = statistics.report(3_500 * MS);

        assertThat(block.lastSenderReport()).isEqualTo((int) (ntp >>> 16));
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(5 * 65_536 / 2);
        // The sender gets the report 2.54 s after it sent its own: 40 ms on the way.
        int now = NtpTimestamp.middle32(NtpTimestamp.fromUnixNs(1_763_800_002_540_000_000L));
        assertThat(block.roundTripNs(now)).isBetween(39_950_000L, 40_050_000L);
    }

    @Test
    void shouldBeginAnewAfterTwoPacketsInARowFarAway() {
        statistics.onPacket(100, 0, 0);
        statistics.onPacket(40_000, 0, 0);
        assertThat(statistics.report(0).extendedHighestSequence()).isEqualTo(100);
        statistics.onPacket(40_001, 0, 0);

        assertThat(statistics.report(0).extendedHighestSequence()).isEqualTo(40_001);
        assertThat(statistics.report(0).cumulativeLost()).isZero();
    }
}

package dev.treecast.bench.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairTest {
    private static final long SSRC = 1;
    private static final long RTX = 2;

    private final List<RtpDump.Arrival> arrivals = new ArrayList<>();

    private void came(long atMs, int number) {
        arrivals.add(new RtpDump.Arrival(atMs, SSRC, number & 0xffff, 0));
    }

    private void repeated(long atMs, int number) {
        arrivals.add(new RtpDump.Arrival(atMs, RTX, 0, number & 0xffff));
    }

    /** Everything that came before this is judged. */
    private Repair judged() {
        came(100_000, 30_000);
        return Repair.of(arrivals, SSRC, RTX);
    }

    @Test
    void shouldFindNothingMissing() {
        came(0, 1);
        came(10, 2);
        came(20, 3);
        Repair repair = judged();
        assertThat(repair.expected()).isEqualTo(3);
        assertThat(repair.missing()).isZero();
        assertThat(repair.residual(0)).isZero();
    }

    @Test
    void shouldCountLatenessFromTheNextThatCame() {
        came(0, 1);
        came(30, 4);
        repeated(75, 2);
        repeated(150, 3);
        came(160, 5);
        Repair repair = judged();
        assertThat(repair.missing()).isEqualTo(2);
        assertThat(repair.latenessMs()).containsExactlyInAnyOrder(45L, 120L);
        assertThat(repair.residual(44)).isEqualTo(0.4);
        assertThat(repair.residual(45)).isEqualTo(0.2);
        assertThat(repair.residual(120)).isZero();
        assertThat(repair.lossShare()).isEqualTo(0.4);
    }

    @Test
    void shouldTakeTheFirstRepeatAndCountAll() {
        came(0, 1);
        came(10, 3);
        repeated(50, 2);
        repeated(51, 2);
        repeated(60, 1);
        Repair repair = judged();
        assertThat(repair.latenessMs()).containsExactly(40L);
        assertThat(repair.retransmissions()).isEqualTo(3);
    }

    @Test
    void shouldMissForEverWhatNeverCame() {
        came(0, 1);
        came(10, 3);
        assertThat(judged().residual(Long.MAX_VALUE)).isCloseTo(1 / 3.0, within(1e-9));
    }

    @Test
    void shouldGoOnWhereNumbersWrap() {
        came(0, 65_534);
        came(10, 65_535);
        came(20, 1);
        repeated(45, 0);
        came(100_000, 2);
        Repair repair = Repair.of(arrivals, SSRC, RTX);
        assertThat(repair.expected()).isEqualTo(4);
        assertThat(repair.latenessMs()).containsExactly(25L);
    }

    @Test
    void shouldTakeAReorderedPacketForNotMissing() {
        came(0, 1);
        came(10, 3);
        came(12, 2);
        assertThat(judged().missing()).isZero();
    }

    @Test
    void shouldNotJudgeTheLastSecond() {
        came(0, 1);
        came(1_500, 5);
        assertThat(Repair.of(arrivals, SSRC, RTX).expected()).isEqualTo(1);
    }

    @Test
    void shouldSayNothingOfNothing() {
        assertThat(Repair.of(arrivals, SSRC, RTX)).isEqualTo(new Repair(0, 0, List.of(), 0));
    }
}

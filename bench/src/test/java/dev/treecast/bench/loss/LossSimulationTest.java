package dev.treecast.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

/** What the decision page says of repair, held with room for chance. */
class LossSimulationTest {
    private static final int PACKETS = 200_000;

    private static LossResult run(
            Scheme scheme, double loss, int roundTripMs, int deadlineMs, boolean known, int group) {
        return LossSimulation.run(new LossPlan(scheme, loss, 0, 0, roundTripMs, deadlineMs, known, group, PACKETS, 3));
    }

    @Test
    void shouldLoseWhatThePathLosesWithoutRepair() {
        LossResult result = run(Scheme.FEC, 0.05, 40, 120, true, PACKETS + 1);
        assertThat(result.residual()).isBetween(0.045, 0.055);
        assertThat(result.never()).isEqualTo(result.residual());
        assertThat(result.overhead()).isZero();
    }

    @Test
    void shouldLeaveLittleOfLightLosses() {
        LossResult one = run(Scheme.TREECAST, 0.01, 40, 120, true, 0);
        assertThat(one.residual()).isLessThanOrEqualTo(0.000_02);
        assertThat(one.overhead()).isLessThan(0.025);
        LossResult five = run(Scheme.TREECAST, 0.05, 40, 120, true, 0);
        assertThat(five.residual()).isLessThan(0.000_3);
        assertThat(five.overhead()).isLessThan(0.11);
    }

    @Test
    void shouldBeWorthItsOverhead() {
        for (boolean known : new boolean[] {true, false}) {
            LossResult once = run(Scheme.ONCE, 0.05, 40, 120, known, 0);
            LossResult treecast = run(Scheme.TREECAST, 0.05, 40, 120, known, 0);
            assertThat(treecast.residual()).isLessThan(once.residual() / 4);
        }
    }

    @Test
    void shouldKeepItsBoundOnCopiesAtHeavyLosses() {
        LossResult result = run(Scheme.TREECAST, 0.15, 40, 120, true, 0);
        double repeats = 0.15 / 0.85;
        assertThat(result.overhead()).isLessThan(repeats + 0.06);
    }

    @Test
    void shouldShowThatRepeatingTwiceBeatsFecWhereTheDeadlineAllowsIt() {
        LossResult twice = run(Scheme.TWICE, 0.05, 200, 500, true, 0);
        LossResult fec = run(Scheme.FEC, 0.05, 200, 500, true, 10);
        assertThat(fec.overhead()).isCloseTo(twice.overhead(), offset(0.01));
        assertThat(twice.residual()).isLessThan(fec.residual() / 20);
    }

    @Test
    void shouldReplayFromItsSeed() {
        assertThat(run(Scheme.TREECAST, 0.1, 40, 120, false, 0))
                .isEqualTo(run(Scheme.TREECAST, 0.1, 40, 120, false, 0));
    }

    @Test
    void shouldRunTheWholeTable() {
        assertThat(new LossTable(10_000, 1).rows()).allSatisfy(row -> {
            LossRow result = row.get();
            assertThat(result.residual()).isBetween(0.0, 0.2);
            assertThat(result.what()).isNotBlank();
        });
    }
}

package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ticks that become one. */
class TickTest {
    private static Tick tick(long number, long presses, long holding, double x, long moves, List<Input> samples) {
        return new Tick(
                number,
                number * 50_000,
                new Tick.Counts(presses + moves, 1, presses, 0, holding, moves),
                new Tick.Motion(x, 0, 0, 0, Tick.Motion.NEUTRAL.directions(), false),
                samples);
    }

    @Test
    void shouldAddCountsAndKeepTheNewestOfTheRest() {
        Tick both = tick(1, 3, 3, 0.5, 2, List.of()).then(tick(2, 4, 1, -0.5, 1, List.of()));
        assertThat(both.presses()).isEqualTo(7);
        assertThat(both.holding()).isEqualTo(1);
        assertThat(both.moves()).isEqualTo(3);
        assertThat(both.x()).isEqualTo(-0.5);
        assertThat(both.number()).isEqualTo(2);
        assertThat(both.time()).isEqualTo(100_000);
    }

    @Test
    void shouldKeepWhereAStickWasWhenTheNewerSaysNothingOfIt() {
        Tick both = tick(1, 0, 0, 0.5, 2, List.of()).then(tick(2, 1, 1, 0, 0, List.of()));
        assertThat(both.x()).isEqualTo(0.5);
    }

    @Test
    void shouldLetTheDeadManWin() {
        Tick both = tick(1, 0, 0, 0.5, 2, List.of()).then(Tick.neutral(2, 100_000));
        assertThat(both.x()).isZero();
        assertThat(both.neutral()).isTrue();
    }

    @Test
    void shouldKeepTheNewestSamples() {
        Input older = new Input(Viewer.UNKNOWN, Action.PRESS, 0, 0, 1, false);
        Input newer = new Input(Viewer.UNKNOWN, Action.RELEASE, 0, 0, 2, false);
        Tick both = tick(1, 0, 0, 0, 0, Collections.nCopies(4_000, older))
                .then(tick(2, 0, 0, 0, 0, Collections.nCopies(200, newer)));
        assertThat(both.samples()).hasSize(Tick.SAMPLES_MAX).endsWith(newer).startsWith(older);
        assertThat(both.samples().stream().filter(newer::equals)).hasSize(200);
    }
}

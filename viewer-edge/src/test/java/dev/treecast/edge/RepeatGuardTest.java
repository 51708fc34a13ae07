package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatGuardTest {
    private static final long START = 10 * SECOND;
    private static final long UNKNOWN = 0;

    private final RepeatGuard guard = new RepeatGuard();

    @Test
    void shouldRepeatThreeTimesAtMost() {
        for (int i = 0; i < 3; i++) {
            assertThat(guard.allow(7, START + i * SECOND, UNKNOWN)).isTrue();
        }
        assertThat(guard.allow(7, START + 60 * SECOND, UNKNOWN)).isFalse();
        assertThat(guard.allow(8, START + 60 * SECOND, UNKNOWN)).as("another").isTrue();
    }

    @Test
    void shouldWaitTwoRoundTripsBetweenRepeats() {
        assertThat(guard.allow(7, START, 20 * MS)).isTrue();
        assertThat(guard.allow(7, START + 40 * MS - 1, 20 * MS)).isFalse();
        assertThat(guard.allow(7, START + 40 * MS, 20 * MS)).isTrue();
    }

    @Test
    void shouldWaitAHundredMillisecondsAtMost() {
        guard.allow(7, START, 400 * MS);
        assertThat(guard.allow(7, START + 100 * MS - 1, 400 * MS)).isFalse();
        assertThat(guard.allow(7, START + 100 * MS, 400 * MS)).isTrue();
        guard.allow(8, START, UNKNOWN);
        assertThat(guard.allow(8, START + 100 * MS - 1, UNKNOWN)).isFalse();
        assertThat(guard.allow(8, START + 100 * MS, UNKNOWN)).isTrue();
    }

    @Test
    void shouldNotCountWhatItRefused() {
        guard.allow(7, START, UNKNOWN);
        for (int i = 0; i < 50; i++) {
            assertThat(guard.allow(7, START + i * MS, UNKNOWN)).isFalse();
        }
        assertThat(guard.allow(7, START + SECOND, UNKNOWN)).isTrue();
        assertThat(guard.allow(7, START + 2 * SECOND, UNKNOWN)).isTrue();
    }

    @Test
    void shouldForgetTheOlderOfTwoThatCollide() {
        assertThat(guard.allow(7, START, UNKNOWN)).isTrue();
        assertThat(guard.allow(7 + 256, START, UNKNOWN)).isTrue();
        assertThat(guard.allow(7 + 256, START, UNKNOWN)).isFalse();
        assertThat(guard.allow(7, START, UNKNOWN)).as("once more, at worst").isTrue();
    }

    @Test
    void shouldAllowTheVeryFirstNumbers() {
        assertThat(guard.allow(0, START, UNKNOWN)).isTrue();
        assertThat(guard.allow(0, START, UNKNOWN)).isFalse();
        assertThat(guard.allow(-1, START, UNKNOWN)).isTrue();
        assertThat(guard.allow(-1, START, UNKNOWN)).isFalse();
    }
}

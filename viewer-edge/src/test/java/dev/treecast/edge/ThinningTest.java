package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThinningTest {
    private final Thinning thinning = new Thinning();

    @Test
    void shouldThinAfterFiveSecondsOfHeavyLossAndRestoreAfterTenWithout() {
        for (int s = 0; s < 5; s++) {
            assertThat(thinning.report(60, (100 + s) * SECOND)).isFalse();
        }
        assertThat(thinning.report(60, 105 * SECOND)).isTrue();
        assertThat(thinning.thinned()).isTrue();
        for (int s = 0; s < 10; s++) {
            assertThat(thinning.report(0, (110 + s) * SECOND)).isFalse();
        }
        assertThat(thinning.report(5, 120 * SECOND)).isTrue();
        assertThat(thinning.thinned()).isFalse();
    }

    @Test
    void shouldForgiveLossesThatPass() {
        for (int s = 0; s < 60; s++) {
            assertThat(thinning.report(s % 4 == 3 ? 10 : 200, (100 + s) * SECOND))
                    .isFalse();
        }
        assertThat(thinning.thinned()).isFalse();
    }

    @Test
    void shouldNotSwingWhileLossesStay() {
        thinning.report(255, SECOND);
        assertThat(thinning.report(255, 6 * SECOND)).isTrue();
        for (int s = 0; s < 60; s++) {
            assertThat(thinning.report(s % 8 == 7 ? 20 : 0, (10 + s) * SECOND)).isFalse();
        }
        assertThat(thinning.thinned()).isTrue();
    }
}

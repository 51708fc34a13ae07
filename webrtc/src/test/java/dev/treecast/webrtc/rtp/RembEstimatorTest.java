package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RembEstimatorTest {
    private static final long MS = 1_000_000L;

    private final RembEstimator estimator = new RembEstimator(RembEstimator.Options.defaults());

    @Test
    void shouldLetALossFreePublisherReachItsTargetWithinSeconds() {
        double sendsBps = 300_000;
        long nowMs = 0;
        while (sendsBps < 2_500_000) {
            // A sender that takes all it is given, up to its target.
            sendsBps = Math.min(2_500_000, estimator.update(0, nowMs * MS));
            for (int i = 0; i < 100; i++, nowMs += 10) {
                estimator.onPacket((int) (sendsBps / 800), nowMs * MS);
            }
            assertThat(nowMs).isLessThan(5_000);
        }
        estimator.update(0, nowMs * MS);
        assertThat(estimator.estimateBps()).isBetween(3_000_000L, 4_000_000L);
    }

    @Test
    void shouldStepDownUnderLossAndStayBetweenItsBounds() {
        assertThat(estimator.update(0.1, 0)).isEqualTo(1_000_000);
        assertThat(estimator.update(0.2, 0)).isEqualTo(900_000);
        for (int i = 0; i < 50; i++) {
            estimator.update(1, 0);
        }
        assertThat(estimator.estimateBps()).isEqualTo(100_000);
        for (int i = 0; i <= 100; i++) {
            estimator.onPacket(1_000_000, i * 10L * MS);
        }
        assertThat(estimator.update(0, 1_000 * MS)).isEqualTo(10_000_000);
    }

    @Test
    void shouldTakeNothingAwayFromAQuietScene() {
        for (int i = 0; i <= 100; i++) {
            estimator.onPacket(5_000, i * 10L * MS);
        }
        long busy = estimator.update(0, 1_000 * MS);
        assertThat(busy).isGreaterThan(5_000_000);

        assertThat(estimator.update(0, 9_000 * MS)).isEqualTo(busy);
        assertThat(estimator.receivedBps()).isLessThan(10_000);
    }
}

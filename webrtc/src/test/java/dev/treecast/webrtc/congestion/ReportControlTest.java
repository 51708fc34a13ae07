package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Viewers without transport-wide feedback: REMB and receiver reports. */
class ReportControlTest {
    private static final long SECOND = 1_000_000_000L;

    private final BandwidthEstimator estimator =
            new BandwidthEstimator(EstimatorOptions.defaults(), new ArrivalOrder());

    private long nowNs = -5 * SECOND;

    /** Sends this rate for a while, with a report each second. */
    private void send(long bps, double fractionLost, int seconds) {
        for (int i = 0; i < seconds; i++) {
            for (int packet = 0; packet < 100; packet++) {
                nowNs += SECOND / 100;
                estimator.sent(nowNs, BandwidthEstimator.NO_SEQUENCE, (int) (bps / 800), 0);
            }
            estimator.receiverReport(nowNs, fractionLost, 50_000_000L);
        }
    }

    @Test
    void shouldBeginWithTheStartRate() {
        assertThat(estimator.estimateBps()).isEqualTo(1_000_000);
        assertThat(estimator.state()).isEqualTo(EstimateState.STARTING);
        assertThat(estimator.hasTransportFeedback()).isFalse();
    }

    @Test
    void shouldGrowWhileNothingIsLostButNotFarAboveWhatIsSent() {
        send(2_000_000, 0, 60);

        assertThat(estimator.estimateBps()).isBetween(2_900_000L, 3_100_000L);
        assertThat(estimator.state()).isEqualTo(EstimateState.GROWING);
        assertThat(estimator.roundTripNs()).isEqualTo(50_000_000L);
    }

    @Test
    void shouldFallByHalfOfTheLoss() {
        send(1_000_000, 0, 1);
        long before = estimator.estimateBps();

        send(1_000_000, 0.2, 1);

        assertThat(estimator.estimateBps()).isCloseTo((long) (before * 0.9), org.assertj.core.data.Offset.offset(10L));
        assertThat(estimator.state()).isEqualTo(EstimateState.LOSS_LIMITED);
        assertThat(estimator.lossFraction()).isEqualTo(0.2);
    }

    @Test
    void shouldStayBetweenTwoAndTenPercent() {
        send(1_000_000, 0, 1);
        long before = estimator.estimateBps();

        send(1_000_000, 0.05, 20);

        assertThat(estimator.estimateBps()).isEqualTo(before);
    }

    @Test
    void shouldNotGoAboveWhatTheReceiverAllows() {
        send(2_000_000, 0, 30);

        estimator.remb(nowNs, 700_000);

        assertThat(estimator.estimateBps()).isEqualTo(700_000);
        assertThat(estimator.state()).isEqualTo(EstimateState.RECEIVER_LIMITED);

        // It is not repeated: then it holds no more.
        send(2_000_000, 0, 6);
        assertThat(estimator.estimateBps()).isGreaterThan(2_000_000);
    }

    @Test
    void shouldRiseAtOnceToAFirstRemb() {
        estimator.remb(nowNs, 4_000_000);

        assertThat(estimator.estimateBps()).isEqualTo(4_000_000);
    }

    @Test
    void shouldBeginNoProbeThatNobodyWouldAnswer() {
        send(1_000_000, 0, 2);

        assertThat(estimator.wantProbe(nowNs, 5_000_000)).isFalse();
    }

    @Test
    void shouldBearNonsense() {
        estimator.receiverReport(nowNs, Double.NaN, Long.MIN_VALUE);
        estimator.receiverReport(nowNs, 7, Long.MAX_VALUE);
        estimator.receiverReport(nowNs, -7, -1);
        estimator.remb(nowNs, Long.MIN_VALUE);
        assertThat(estimator.estimateBps()).isEqualTo(100_000);
        estimator.remb(nowNs, Long.MAX_VALUE);
        assertThat(estimator.estimateBps()).isBetween(100_000L, 50_000_000L);
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a viewer's layers ask of probes: may it be the next one? */
class ProbingTest {
    private static final long[] LAYERS = {150_000, 500_000, 1_500_000, 2_500_000};

    /** The largest layer that fits the estimate. */
    private static long layer(long estimateBps) {
        long best = LAYERS[0];
        for (long layer : LAYERS) {
            if (layer * 1.1 <= estimateBps) {
                best = layer;
            }
        }
        return best;
    }

    /** What the next layer would take; 0 at the top. */
    private static long next(long estimateBps) {
        long current = layer(estimateBps);
        for (long layer : LAYERS) {
            if (layer > current) {
                return layer * 12 / 10;
            }
        }
        return 0;
    }

    private static Scenario layered(Bottleneck.Path path, double seconds) {
        return new Scenario(
                "", path, seconds, 0, SimulatedViewer.Feedback.good(), 1, ProbingTest::layer, ProbingTest::next);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldReachTheTopLayerWithinSeconds(long seed) {
        SimulatedViewer viewer = layered(Bottleneck.Path.of(6e6), 30).run(seed);

        assertThat(viewer.secondsUntil(0, 2_750_000, true)).isLessThan(5);
        assertThat(viewer.minEstimateBps(6, 30)).isGreaterThan(2_600_000);
        // At the top nothing is asked for.
        assertThat(viewer.probeBytes).isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldStayBelowALayerThatDoesNotFitAndDisturbLittle(long seed) {
        SimulatedViewer viewer = layered(Bottleneck.Path.of(1.2e6), 120).run(seed);

        assertThat(viewer.meanSentBps(10, 120)).isBetween(450_000.0, 620_000.0);
        assertThat(viewer.minEstimateBps(10, 120)).isGreaterThan(550_000);
        assertThat(viewer.queueMsQuantile(10, 120, 0.98)).isLessThan(60);
        assertThat(viewer.probeBytes * 8 / 120.0).isLessThan(25_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGoDownWithinASecondAndUpWithinTen(long seed) {
        SimulatedViewer viewer = layered(Bottleneck.Path.of(Scenarios.STEP), 60).run(seed);

        assertThat(viewer.minEstimateBps(12, 20)).isGreaterThan(2_500_000);
        assertThat(viewer.secondsUntil(20, 800_000, false)).isLessThan(1);
        assertThat(viewer.meanSentBps(26, 40)).isBetween(400_000.0, 700_000.0);
        assertThat(viewer.secondsUntil(40, 2_750_000, true)).isLessThan(10);
    }

    @Test
    void shouldNotProbeForWhatIsKnown() {
        BandwidthEstimator estimator = new BandwidthEstimator(EstimatorOptions.defaults(), new ArrivalOrder());
        estimator.sent(0, 0, 1_200, ProbeController.NO_CLUSTER);

        assertThat(estimator.wantProbe(0, 1_000_000)).isFalse();
        assertThat(estimator.wantProbe(0, 2_000_000)).isTrue();
        assertThat(estimator.wantProbe(0, 2_000_000)).isFalse();
        assertThat(estimator.probe().targetBps()).isEqualTo(2_000_000);
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender with little to send: the estimate neither collapses nor grows to where nothing is known. */
class ApplicationLimitTest {

    @Test
    void shouldGrowNoFurtherThanIsMeasured() {
        Scenario scenario =
                Scenario.greedy("", Bottleneck.Path.of(50e6), 120, 0).always(1_000_000);

        SimulatedViewer viewer = scenario.run(1);

        assertThat(viewer.meanEstimateBps(100, 120)).isBetween(1_300_000.0, 1_850_000.0);
        assertThat(viewer.estimator.state()).isEqualTo(EstimateState.APPLICATION_LIMITED);
        assertThat(viewer.estimator.isApplicationLimited()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepWhatAProbeHasShown(long seed) {
        SimulatedViewer viewer = Scenarios.applicationLimited().run(seed);

        assertThat(viewer.minEstimateBps(10, 60)).isGreaterThan(900_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldStillFallWhenThePathCarriesLessThanIsSent(long seed) {
        PathRate rate = PathRate.constant(10e6).then(20, 500_000);
        Scenario scenario = Scenario.greedy("", Bottleneck.Path.of(rate), 40, 0)
                .upTo(1_000_000)
                .wanting(4_000_000);

        SimulatedViewer viewer = scenario.run(seed);

        assertThat(viewer.minEstimateBps(15, 20)).isGreaterThan(2_500_000);
        assertThat(viewer.secondsUntil(20, 500_000, false)).isLessThan(3);
        assertThat(viewer.queueMsQuantile(28, 40, 0.9)).isLessThan(150);
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses that have nothing to do with the rate, and such that have. */
class LossyPathTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldNotGiveWayToLossesOfARadio(long seed) {
        SimulatedViewer viewer = Scenarios.randomLoss(0.05).run(seed);

        assertThat(viewer.minEstimateBps(5, 60)).isGreaterThan(2_000_000);
        assertThat(viewer.estimator.lossFraction()).isBetween(0.02, 0.09);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepWhatArrivesAtTenPercentLoss(long seed) {
        SimulatedViewer viewer = Scenarios.randomLoss(0.1).always(2_000_000).run(seed);

        assertThat(viewer.meanEstimateBps(10, 60)).isGreaterThan(1_700_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldLiveWithAShallowBuffer(long seed) {
        SimulatedViewer viewer = Scenarios.shallow().run(seed);

        assertThat(viewer.meanSentBps(10, 60) / 5e6).isGreaterThan(0.6);
        assertThat(viewer.lostPackets / (double) viewer.sentPackets).isLessThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFindWhatAPolicerLetsThrough(long seed) {
        SimulatedViewer viewer = Scenarios.policer().run(seed);

        assertThat(viewer.meanSentBps(10, 60) / 2e6).isBetween(0.7, 1.15);
        assertThat(viewer.lostPackets / (double) viewer.sentPackets).isLessThan(0.12);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNotTakeAKeyframeForCongestion(long seed) {
        SimulatedViewer viewer = Scenarios.keyframes().run(seed);

        assertThat(viewer.minEstimateBps(10, 60)).isGreaterThan(2_100_000);
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path that carries less from one moment to the next, and more again. */
class ChangingPathTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldFallWithinASecondAndDrainTheQueue(long seed) {
        SimulatedViewer viewer = Scenarios.step().run(seed);

        assertThat(viewer.minEstimateBps(15, 20)).isGreaterThan(2_400_000);
        assertThat(viewer.secondsUntil(20, 800_000, false)).isLessThan(1);
        assertThat(viewer.queueMsQuantile(20, 22, 1)).isGreaterThan(300);
        assertThat(viewer.queueMsQuantile(24, 27, 0.95)).isLessThan(100);
        // It does not go far too low for it.
        assertThat(viewer.meanEstimateBps(24, 40)).isBetween(560_000.0, 880_000.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldBeBackWithinTenSeconds(long seed) {
        SimulatedViewer viewer = Scenarios.step().run(seed);

        assertThat(viewer.secondsUntil(40, 2_500_000, true)).isLessThan(10);
        assertThat(viewer.minEstimateBps(52, 60)).isGreaterThan(2_200_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldComeBackAfterALongTimeToo(long seed) {
        PathRate rate = PathRate.constant(3_000_000).then(10, 800_000).then(130, 3_000_000);
        Scenario scenario =
                Scenario.greedy("", Bottleneck.Path.of(rate), 150, 0).upTo(2_500_000);

        SimulatedViewer viewer = scenario.run(seed);

        assertThat(viewer.secondsUntil(130, 2_500_000, true)).isLessThan(10);
        // What was in vain for two minutes has cost little.
        assertThat(viewer.probeBytes * 8 / 150.0).isLessThan(30_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldUseMuchOfACellThatVaries(long trace) {
        SimulatedViewer viewer = Scenarios.cell(trace).run(trace);

        double path = viewer.pathRate().meanBps(10_000_000_000L, 120_000_000_000L);
        assertThat(viewer.meanSentBps(10, 120) / path).isGreaterThan(0.25);
        assertThat(viewer.queueMsQuantile(10, 120, 0.5)).isLessThan(100);
        assertThat(viewer.lostPackets).isLessThan(viewer.sentPackets / 10);
    }
}

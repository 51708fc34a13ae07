package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path that carries the same all the time, and a sender that has enough to send. */
class ConstantPathTest {
    private static final int SEEDS = 5;

    @ParameterizedTest
    @ValueSource(doubles = {0.3e6, 0.5e6, 1e6, 2e6, 3e6, 5e6, 10e6})
    void shouldConvergeToWhatThePathCarries(double bps) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedViewer viewer = Scenarios.constant(bps).run(seed);

            assertThat(viewer.secondsUntil(0, 0.8 * bps, true))
                    .as("seed %d", seed)
                    .isLessThan(5);
            assertThat(viewer.meanEstimateBps(15, 60) / bps).as("seed %d", seed).isBetween(0.8, 1.05);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e6, 3e6, 10e6})
    void shouldKeepQueuesShortMostOfTheTime(double bps) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedViewer viewer = Scenarios.constant(bps).run(seed);

            assertThat(viewer.queueMsQuantile(15, 60, 0.75)).as("seed %d", seed).isLessThan(60);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {3e6, 10e6})
    void shouldConvergeWithoutProbesToo(double bps) {
        Scenario scenario = Scenarios.constant(bps).wanting(0);

        SimulatedViewer viewer = scenario.run(1);

        // 8 % a second from 1 Mbit/s.
        assertThat(viewer.secondsUntil(0, 0.8 * bps, true)).isLessThan(35);
        assertThat(viewer.probeBytes).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {20, 100, 1_000})
    void shouldNotDependOnTheBuffersDepth(double bufferMs) {
        Scenario scenario = Scenario.greedy("", Bottleneck.Path.of(2e6).buffer(bufferMs), 60, 15);
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedViewer viewer = scenario.run(seed);

            assertThat(viewer.meanEstimateBps(15, 60) / 2e6).as("seed %d", seed).isBetween(0.75, 1.12);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 50, 150, 300})
    void shouldBearLongPaths(double oneWayMs) {
        Scenario scenario = Scenario.greedy("", Bottleneck.Path.of(2e6).oneWay(oneWayMs), 60, 15);
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedViewer viewer = scenario.run(seed);

            assertThat(viewer.meanEstimateBps(15, 60) / 2e6).as("seed %d", seed).isBetween(0.75, 1.08);
        }
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Others on the same path. */
class SharedPathTest {
    private static final int SEEDS = 8;

    private static SimulatedViewer greedy(Simulation simulation, Bottleneck path) {
        return new SimulatedViewer(
                simulation,
                path,
                SimulatedViewer.Feedback.good(),
                1,
                estimate -> (long) (0.95 * estimate),
                estimate -> 2 * estimate);
    }

    /** Two that see the same queue need minutes to become equal, and noise decides who leads: so the mean over many, and no one is left with little. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 10})
    void shouldShareWithAnotherViewer(double secondStarts) {
        double mean = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed);
            Bottleneck path = new Bottleneck(Bottleneck.Path.of(4e6), simulation.random);
            SimulatedViewer first = greedy(simulation, path);
            SimulatedViewer second = greedy(simulation, path);
            // Their frames do not come at the same moment.
            first.start(0.033 * simulation.random.nextDouble());
            second.start(secondStarts + 0.033 * simulation.random.nextDouble());

            simulation.run(120);

            double a = first.meanSentBps(60, 120);
            double b = second.meanSentBps(60, 120);
            assertThat(a / (a + b)).as("seed %d", seed).isBetween(0.2, 0.8);
            assertThat((a + b) / 4e6).as("seed %d", seed).isGreaterThan(0.75);
            mean += a / (a + b) / SEEDS;
        }
        assertThat(mean).isBetween(0.3, 0.7);
    }

    /** Google congestion control gives way to TCP the more, the deeper the buffer is that TCP fills. It must not fall to nothing. */
    @ParameterizedTest
    @CsvSource({"30,0.5", "100,0.15", "300,0.08"})
    void shouldNotStarveBesideADownload(double bufferMs, double shareMin) {
        Simulation simulation = new Simulation(1);
        Bottleneck path = new Bottleneck(Bottleneck.Path.of(10e6).buffer(bufferMs), simulation.random);
        SimulatedViewer viewer = greedy(simulation, path);
        SimulatedTcp download = new SimulatedTcp(simulation, path);
        viewer.start(0);
        download.start(10);

        simulation.run(120);

        assertThat(viewer.meanSentBps(30, 120) / 10e6).isGreaterThan(shareMin);
        // And the path is in use.
        assertThat(download.receivedBytes * 8 / 110.0 + viewer.meanSentBps(10, 120))
                .isGreaterThan(8e6);
    }
}

package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.congestion.SimulatedViewer.Feedback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feedback that is lost, late, doubled, reordered; clocks that drift; numbers that wrap. */
class FeedbackConditionsTest {
    private static final Scenario GOOD = Scenario.greedy("", Bottleneck.Path.of(3e6), 60, 15);

    private static void shouldConverge(Feedback conditions, long seed) {
        SimulatedViewer viewer = GOOD.feedback(conditions).run(seed);

        assertThat(viewer.meanEstimateBps(15, 60) / 3e6).isBetween(0.75, 1.08);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBearThatAFifthOfTheFeedbackIsLost(long seed) {
        shouldConverge(new Feedback(0.2, 0, 0, 50, 0, 0), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBearFeedbackThatComesTwiceAndOutOfOrder(long seed) {
        shouldConverge(new Feedback(0, 0.3, 120, 50, 0, 0), seed);
    }

    @ParameterizedTest
    @ValueSource(doubles = {20, 100, 200})
    void shouldBearAnyInterval(double intervalMs) {
        shouldConverge(new Feedback(0, 0, 0, intervalMs, 0, 0), 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-100, 100})
    void shouldNotSeeDriftAsDelay(double driftPpm) {
        shouldConverge(new Feedback(0, 0, 0, 50, driftPpm, 0), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30_000, 65_530})
    void shouldNotCareWhereNumbersWrap(int firstSequence) {
        SimulatedViewer expected =
                GOOD.feedback(new Feedback(0, 0, 0, 50, 0, 1_000)).run(7);
        SimulatedViewer viewer =
                GOOD.feedback(new Feedback(0, 0, 0, 50, 0, firstSequence)).run(7);

        assertThat(viewer.sentPackets).isGreaterThan(10_000);
        assertThat(viewer.samples).isEqualTo(expected.samples);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBackOffWhenFeedbackStops(long seed) {
        Scenario silent = GOOD.feedback(new Feedback(0, 0, 0, 50, 0, 0).silentFrom(20));

        SimulatedViewer viewer = silent.run(seed);

        assertThat(viewer.minEstimateBps(18, 20)).isGreaterThan(2_000_000);
        assertThat(viewer.meanEstimateBps(55, 60)).isLessThan(150_000);
        assertThat(viewer.estimator.state()).isEqualTo(EstimateState.FEEDBACK_MISSING);
    }
}

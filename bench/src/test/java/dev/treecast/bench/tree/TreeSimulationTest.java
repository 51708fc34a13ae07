package dev.treecast.bench.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each scenario, small: whatever goes wrong, no invariant is violated and nearly all viewers see something within a second. */
class TreeSimulationTest {
    private static final int NODES = 200;
    private static final int VIEWERS = 20_000;
    private static final int CAPACITY = 40;

    private static TreeResult run(Scenario scenario, int nodes, long seed) {
        return TreeSimulation.run(new TreePlan(scenario, nodes, VIEWERS, 20, CAPACITY, seed), second -> {});
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void shouldHold(Scenario scenario) {
        TreeResult result = run(scenario, NODES, 1);
        assertThat(result.violations()).isEmpty();
        assertThat(result.viewersServed() + result.viewersCutOff()).isGreaterThanOrEqualTo(VIEWERS);
        assertThat(result.edgesByDepth().keySet()).allMatch(depth -> depth <= 3);
        assertThat(result.relayLoad().max()).isLessThanOrEqualTo(100);
        assertThat(result.firstPacketMs().p50()).isLessThan(TreeResult.FIRST_PACKET_MS_MAX);
        if (scenario != Scenario.CHURN) {
            assertThat(result.isSound()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void shouldHoldWithTenNodes(Scenario scenario) {
        assertThat(run(scenario, 10, 3).violations()).isEmpty();
    }

    @Test
    void shouldComeOutTheSameFromTheSameSeed() {
        TreeResult one = run(Scenario.CHURN, NODES, 7);
        TreeResult again = run(Scenario.CHURN, NODES, 7);
        assertThat(again.events()).isEqualTo(one.events());
        assertThat(again.course()).isEqualTo(one.course());
        assertThat(run(Scenario.CHURN, NODES, 8).events()).isNotEqualTo(one.events());
    }

    @Test
    void shouldLoseNothingWhenRelaysAreDrained() {
        assertThat(run(Scenario.DRAIN, NODES, 2).gapMs().max()).isLessThanOrEqualTo(100);
    }

    @Test
    void shouldMeasureClocksThatAreOff() {
        assertThat(run(Scenario.CLOCK_SKEW, NODES, 2).clockErrorMsMax()).isLessThan(20);
    }
}

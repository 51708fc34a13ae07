package dev.treecast.bench.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.lab.BenchFailure;
import org.junit.jupiter.api.Test;

/** That the numbers of {@code bench traffic} are about what it says; the bound itself is held by the interaction's own TrafficTest. */
class SimulatedAudienceTest {
    @Test
    void shouldKeepEveryControlBusyAndCountEveryInput() throws BenchFailure {
        TrafficResult result = SimulatedAudience.measure(ControlSet.MIXED, 1_000, 2);
        assertThat(result.controlsPerTick()).isEqualTo(200);
        // 30 moves and 10 presses and releases of each viewer, for two seconds.
        assertThat(result.inputs()).isEqualTo(1_000 * 40 * 2);
        assertThat(result.isWithinGoal()).isTrue();
    }

    @Test
    void shouldBeTheSameToTheByte() throws BenchFailure {
        TrafficResult one = SimulatedAudience.measure(ControlSet.JOYSTICKS, 300, 1);
        assertThat(SimulatedAudience.measure(ControlSet.JOYSTICKS, 300, 1)).isEqualTo(one);
    }

    @Test
    void shouldStayWithinTheGamesBudget() throws BenchFailure {
        assertThat(SimulatedAudience.measure(ControlSet.SAMPLED, 500, 3).bytesPerSecond())
                .isLessThanOrEqualTo(TrafficResult.GOAL_BYTES_PER_SECOND);
    }
}

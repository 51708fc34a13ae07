package dev.treecast.bench.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.wire.FlowCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossScenarioTest {
    @Test
    void shouldTakeForOverheadWhatIsNeitherVideoNorAudio() {
        List<FlowCount> flows = List.of(
                new FlowCount(0, 20, 2_000, 0),
                new FlowCount(1, 1_000, 1_000_000, 50),
                new FlowCount(2, 500, 50_000, 25),
                new FlowCount(3, 60, 60_000, 3),
                new FlowCount(4, 10, 10_000, 0));
        assertThat(LossScenario.overhead(flows, 1, 2)).isEqualTo(0.07);
        assertThat(LossScenario.overhead(List.of(), 1, 2)).isZero();
    }
}

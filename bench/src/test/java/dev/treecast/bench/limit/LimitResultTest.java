package dev.treecast.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.bench.lab.SendLoops;
import dev.treecast.bench.lab.SendResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LimitResultTest {
    private static SendResult cost(long nsPerPacket) {
        return new SendResult(10, nsPerPacket * 10, 0, 0, 2, 160);
    }

    @Test
    void shouldCompareWhatWasMeasuredInTheSameRound() {
        LimitResult result = LimitResult.of(
                new SendLoops.Load(100, 10, true),
                Map.of(
                        Way.C, List.of(cost(1_000), cost(2_000), cost(800)),
                        Way.LIBCRYPTO, List.of(cost(1_100), cost(2_400), cost(840))));
        LimitResult.Cost ours = Objects.requireNonNull(result.ways().get(Way.LIBCRYPTO));
        assertThat(ours.cpuNs()).isEqualTo(1_100);
        assertThat(ours.cpuNsMin()).isEqualTo(840);
        assertThat(ours.cpuNsMax()).isEqualTo(2_400);
        // 1.1, 1.2 and 1.05: the slow second round was slow for both.
        assertThat(ours.ratio()).isCloseTo(1.1, within(1e-9));
        assertThat(ours.allocated()).isEqualTo(16);
        assertThat(ours.refused()).isEqualTo(6);
        assertThat(Objects.requireNonNull(result.ways().get(Way.C)).ratio()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddle() {
        assertThat(Median.of(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Median.of(new double[] {7})).isEqualTo(7);
    }
}

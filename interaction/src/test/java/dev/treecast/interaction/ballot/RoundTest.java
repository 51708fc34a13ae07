package dev.treecast.interaction.ballot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ballots against a simple model. */
class RoundTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldCountAsAMapDoes(int seed) {
        Random random = new Random(seed);
        Round round = new Round(1, 5, 1_000_000);
        Map<String, Integer> model = new HashMap<>();
        long close = 500_000;
        for (int i = 0; i < 20_000; i++) {
            long now = i * 100L;
            if (now == close) {
                round.close(close);
            }
            long seen = now - random.nextInt(800_000);
            String principal = "p" + random.nextInt(300);
            int option = random.nextInt(5);
            boolean counts = now < close || (seen < close && now < close + 1_000_000);
            assertThat(round.cast(principal, option, now, seen) == Round.Outcome.COUNTED)
                    .isEqualTo(counts);
            if (counts) {
                model.put(principal, option);
            }
        }
        for (int option = 0; option < 5; option++) {
            int wanted = option;
            assertThat(round.counts()[option])
                    .isEqualTo(model.values().stream()
                            .filter(each -> each == wanted)
                            .count());
        }
    }

    @Test
    void shouldHaveNoWinnerWithoutBallotsAndTheFirstOfEquals() {
        Round round = new Round(1, 3, 0);
        assertThat(round.winner()).isEqualTo(-1);
        round.cast("a", 2, 0, 0);
        round.cast("b", 1, 0, 0);
        assertThat(round.winner()).isEqualTo(1);
    }

    @Test
    void shouldBendTimesThatCannotBeAndCountThem() {
        SeenTime seen = new SeenTime();
        assertThat(seen.clamp(20_000_000, 19_000_000)).isEqualTo(19_000_000);
        assertThat(seen.clamp(20_000_000, 21_000_000)).isEqualTo(20_000_000);
        assertThat(seen.clamp(20_000_000, 1)).isEqualTo(10_000_000);
        assertThat(seen.clamped()).isEqualTo(2);
    }
}

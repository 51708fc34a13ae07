package dev.treecast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThinnedNumbersTest {
    private final ThinnedNumbers numbers = new ThinnedNumbers(64);

    @Test
    void shouldLeaveNoGapForWhatIsLeftOut() {
        assertThat(numbers.take(100)).isEqualTo(100);
        assertThat(numbers.omit(101)).isEqualTo(ThinnedNumbers.NONE);
        assertThat(numbers.omit(102)).isEqualTo(ThinnedNumbers.NONE);
        assertThat(numbers.take(103)).isEqualTo(101);
        assertThat(numbers.omit(104)).isEqualTo(ThinnedNumbers.NONE);
        assertThat(numbers.take(105)).isEqualTo(102);
    }

    @Test
    void shouldSetANumberAsideForWhatHasNotCome() {
        numbers.take(10);
        numbers.omit(11);

        // 12 and 13 are missing.
        assertThat(numbers.take(14)).isEqualTo(13);

        assertThat(numbers.take(13)).isEqualTo(12);
        assertThat(numbers.omit(12)).describedAs("something has to stand there").isEqualTo(11);
    }

    @Test
    void shouldNotNumberWhatComesTooLate() {
        numbers.take(1_000);
        numbers.take(1_100);

        assertThat(numbers.take(1_036)).isEqualTo(ThinnedNumbers.NONE);
        assertThat(numbers.take(1_037)).isEqualTo(1_037);
        assertThat(numbers.omit(1_010)).isEqualTo(ThinnedNumbers.NONE);
    }

    /** Whatever comes late or never, numbers are given once, rise with the packets, and have gaps only where a packet never came. */
    @Test
    void shouldNumberEachOnce() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            ThinnedNumbers each = new ThinnedNumbers(64);
            List<Long> order = order(random);
            Set<Long> given = new HashSet<>();
            long[] numberOf = new long[1_000];
            Arrays.fill(numberOf, ThinnedNumbers.NONE);
            for (long sequence : order) {
                boolean taken = sequence % 3 != 1;
                long number = taken ? each.take(sequence) : each.omit(sequence);
                if (number != ThinnedNumbers.NONE) {
                    assertThat(given.add(number)).isTrue();
                    numberOf[(int) sequence] = number;
                }
                assertThat(taken && number == ThinnedNumbers.NONE).isFalse();
            }
            long before = ThinnedNumbers.NONE;
            for (int sequence = 0; sequence < 1_000; sequence++) {
                if (numberOf[sequence] != ThinnedNumbers.NONE) {
                    assertThat(numberOf[sequence]).isGreaterThan(before);
                    before = numberOf[sequence];
                }
            }
            long newest = before;
            assertThat(newest - numberOf[0] + 1).isEqualTo(given.size());
        }
    }

    /** All of 1,000 packets, some of them up to thirty places late. */
    private static List<Long> order(SplittableRandom random) {
        List<Long> order = new ArrayList<>(List.of(0L));
        List<Long> late = new ArrayList<>();
        for (long sequence = 1; sequence < 999; sequence++) {
            if (random.nextInt(10) == 0) {
                late.add(sequence);
            } else {
                order.add(sequence);
            }
            if (sequence % 30 == 0) {
                order.addAll(late);
                late.clear();
            }
        }
        order.addAll(late);
        order.add(999L);
        return order;
    }
}

package dev.treecast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRunsTest {
    private final SplittableRandom random = new SplittableRandom(5);
    private final SequenceRuns runs = new SequenceRuns();

    @Test
    void shouldNumberWithoutAGapFromTheLowerHalfOfTheRange() {
        long first = runs.send(0, 70_000, random);
        assertThat(first).isBetween(4_096L, 32_767L);
        assertThat(runs.send(0, 70_001, random)).isEqualTo(first + 1);
        assertThat(runs.send(0, 70_005, random))
                .as("a gap of the stream's stays")
                .isEqualTo(first + 5);
        assertThat(runs.send(0, 69_990, random))
                .as("recovered from before the first")
                .isEqualTo(first - 10);
        assertThat(runs.trackSequence((int) first + 1)).isEqualTo(70_001);
        assertThat(runs.trackSequence((int) first - 10)).isEqualTo(69_990);
    }

    @Test
    void shouldCloseTheGapThatWithheldPacketsLeave() {
        long first = runs.send(0, 100, random);
        runs.interrupt();
        runs.interrupt();
        assertThat(runs.send(0, 150, random)).isEqualTo(first + 1);
        assertThat(runs.send(0, 152, random)).isEqualTo(first + 3);
        assertThat(runs.send(0, 120, random))
                .as("late, and its number is somebody else's")
                .isEqualTo(SequenceRuns.NONE);
        assertThat(runs.send(0, 151, random)).isEqualTo(first + 2);
        assertThat(runs.trackSequence((int) first)).isEqualTo(100);
        assertThat(runs.trackSequence((int) first + 1)).isEqualTo(150);
        assertThat(runs.trackSequence((int) first + 2)).isEqualTo(151);
    }

    @Test
    void shouldKnowNothingBeforeTheFirstPacket() {
        runs.interrupt();
        assertThat(runs.trackSequence(7)).isEqualTo(SequenceRuns.NONE);
        assertThat(runs.send(0, 1, random)).isBetween(4_096L, 32_767L);
    }

    /** Against a map of everything that was sent. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindWhatWasSentUnderANumber(long seed) {
        SplittableRandom choices = new SplittableRandom(seed);
        Map<Integer, Long> sent = new HashMap<>();
        long sequence = choices.nextLong(1L << 40);
        long last = -1;
        int sinceRun = 0;
        for (int i = 0; i < 200_000; i++, sequence++) {
            if (choices.nextInt(1_000) == 0) {
                sequence += choices.nextInt(1, 40);
                runs.interrupt();
                sinceRun = 0;
            }
            long number = runs.send(0, sequence, random);
            assertThat(number).isBetween(0L, 65_535L);
            if (last >= 0) {
                assertThat(number).isEqualTo(last + 1 & 0xffff);
            }
            last = number;
            sent.put((int) number, sequence);
            int back = choices.nextInt(Math.min(sinceRun + 1, 2_000));
            int asked = (int) (number - back) & 0xffff;
            assertThat(runs.trackSequence(asked)).isEqualTo(sent.get(asked));
            sinceRun++;
        }
    }

    @Test
    void shouldGoOnWithoutAGapOnAnotherLayer() {
        long first = runs.send(0, 1_000, random);
        runs.send(0, 1_001, random);
        assertThat(runs.send(2, 50, random)).isEqualTo(first + 2);
        assertThat(runs.send(2, 51, random)).isEqualTo(first + 3);
        assertThat(runs.send(0, 9_000, random)).isEqualTo(first + 4);
        assertThat(runs.trackSequence((int) first + 3)).isEqualTo(51);
        assertThat(runs.layerFound()).isEqualTo(2);
        assertThat(runs.trackSequence((int) first + 1)).isEqualTo(1_001);
        assertThat(runs.layerFound()).isZero();
        assertThat(runs.trackSequence((int) first + 4)).isEqualTo(9_000);
    }
}

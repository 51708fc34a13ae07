package dev.treecast.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceCounterTest {
    private final SequenceCounter counter = new SequenceCounter();

    private void add(int... sequenceNumbers) {
        for (int sequenceNumber : sequenceNumbers) {
            counter.add(sequenceNumber);
        }
    }

    private void shouldHave(long expected, long received) {
        assertThat(counter.expected()).isEqualTo(expected);
        assertThat(counter.received()).isEqualTo(received);
    }

    @Test
    void shouldExpectNothingBeforeTheFirstPacket() {
        shouldHave(0, 0);
    }

    @Test
    void shouldCountOnAcrossTheWrap() {
        add(65_534, 65_535, 0, 1);

        shouldHave(4, 4);
    }

    @Test
    void shouldCountManyRoundsOfTheNumbers() {
        for (int i = 0; i < 200_000; i++) {
            add(i & 0xffff);
        }

        shouldHave(200_000, 200_000);
    }

    @Test
    void shouldMissWhatIsInAGap() {
        add(10, 11, 15);

        shouldHave(6, 3);
    }

    @Test
    void shouldTakeALatePacketOnce() {
        add(10, 12, 11, 11);

        shouldHave(3, 3);
        assertThat(counter.reordered()).isEqualTo(1);
        assertThat(counter.duplicates()).isEqualTo(1);
    }

    @Test
    void shouldTakeALatePacketAcrossTheWrap() {
        add(65_535, 1, 0);

        shouldHave(3, 3);
    }

    @Test
    void shouldCountADuplicateOnce() {
        add(10, 10, 11, 10);

        shouldHave(2, 2);
        assertThat(counter.duplicates()).isEqualTo(2);
    }

    @Test
    void shouldNotCountWhatCameBeforeTheFirst() {
        add(10, 9);

        shouldHave(1, 1);
        assertThat(counter.tooLate()).isEqualTo(1);
    }

    @Test
    void shouldForgetMarksThatAWindowLaterAreOthers() {
        add(0);
        add(SequenceCounter.WINDOW);
        add(SequenceCounter.WINDOW - 1);

        shouldHave(SequenceCounter.WINDOW + 1, 3);
        assertThat(counter.duplicates()).isZero();
    }

    @Test
    void shouldSayWhenAPacketIsTooLateToTell() {
        add(0, 2_000, 500);

        shouldHave(2_001, 2);
        assertThat(counter.tooLate()).isEqualTo(1);
    }

    @Test
    void shouldMissALongGapWhole() {
        add(0, 30_000);

        shouldHave(30_001, 2);
    }
}

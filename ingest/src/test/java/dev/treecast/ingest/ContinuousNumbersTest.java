package dev.treecast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContinuousNumbersTest {
    private static final int FRAME = 3_000;

    private final ContinuousNumbers numbers = new ContinuousNumbers(90_000);

    @Test
    void shouldKeepTheFirstNumbersAsTheyAre() {
        assertThat(numbers.started()).isFalse();
        assertThat(numbers.sequence(40_000)).isEqualTo(40_000);
        assertThat(numbers.timestamp(-1)).isEqualTo(0xffff_ffffL);
        assertThat(numbers.started()).isTrue();
        assertThat(numbers.newestTimestamp()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void shouldCountOnOverTheWraps() {
        take(65_535, -FRAME);
        assertThat(numbers.sequence(0)).isEqualTo(65_536);
        assertThat(numbers.timestamp(0)).isEqualTo(1L << 32);
        assertThat(numbers.sequence(65_534)).as("reordered over the wrap").isEqualTo(65_534);
        assertThat(numbers.timestamp(-2 * FRAME)).isEqualTo((1L << 32) - 2 * FRAME);
        assertThat(numbers.newestTimestamp()).isEqualTo(1L << 32);
    }

    @Test
    void shouldGoOnWithoutABreakAfterARestart() {
        take(100, 1_000_000);
        take(103, 1_000_000 + FRAME);
        take(102, 1_000_000);
        numbers.restart();
        assertThat(numbers.sequence(60_000)).isEqualTo(104);
        assertThat(numbers.timestamp(77)).isEqualTo(1_000_000 + 2 * FRAME);
        assertThat(numbers.sequence(60_002)).isEqualTo(106);
        assertThat(numbers.timestamp(77 + FRAME)).isEqualTo(1_000_000 + 3 * FRAME);
        assertThat(numbers.sequence(60_001)).as("reordered behind the restart").isEqualTo(105);
        assertThat(numbers.timestamp(77)).isEqualTo(1_000_000 + 2 * FRAME);
    }

    @Test
    void shouldGoOnOverSeveralRestarts() {
        take(10, 0);
        for (int i = 1; i <= 5; i++) {
            numbers.restart();
            assertThat(numbers.sequence(i * 7_919)).isEqualTo(10 + i);
            assertThat(numbers.timestamp(i * 1_000_003)).isEqualTo((long) i * FRAME);
        }
    }

    @Test
    void shouldTakeTwoRestartsWithoutAPacketBetweenForOne() {
        take(10, 0);
        numbers.restart();
        numbers.restart();
        assertThat(numbers.sequence(500)).isEqualTo(11);
        assertThat(numbers.timestamp(9_000_000)).isEqualTo(FRAME);
    }

    @Test
    void shouldIgnoreARestartBeforeTheFirstPacket() {
        numbers.restart();
        assertThat(numbers.sequence(500)).isEqualTo(500);
        assertThat(numbers.timestamp(9_000)).isEqualTo(9_000);
    }

    @Test
    void shouldPlaceReportsOnTheSameScaleWithoutTakingNote() {
        assertThat(numbers.placesReports()).isFalse();
        take(10, 1_000);
        assertThat(numbers.placesReports()).isTrue();
        assertThat(numbers.peekTimestamp(10_000)).isEqualTo(10_000);
        assertThat(numbers.newestTimestamp()).isEqualTo(1_000);
        numbers.restart();
        assertThat(numbers.placesReports()).isFalse();
        take(99, 50_000);
        assertThat(numbers.placesReports()).isTrue();
        assertThat(numbers.peekTimestamp(50_000 + FRAME)).isEqualTo(1_000 + 2 * FRAME);
    }

    private void take(int sequenceNumber, int timestamp) {
        numbers.sequence(sequenceNumber);
        numbers.timestamp(timestamp);
    }
}

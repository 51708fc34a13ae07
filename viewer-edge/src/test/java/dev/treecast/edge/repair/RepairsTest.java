package dev.treecast.edge.repair;

import static dev.treecast.edge.repair.Repairs.Answer.ONCE;
import static dev.treecast.edge.repair.Repairs.Answer.OVER_BUDGET;
import static dev.treecast.edge.repair.Repairs.Answer.TOO_LATE;
import static dev.treecast.edge.repair.Repairs.Answer.TOO_OFTEN;
import static dev.treecast.edge.repair.Repairs.Answer.TOO_SOON;
import static dev.treecast.edge.repair.Repairs.Answer.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairsTest {
    private static final long MS = 1_000_000;
    private static final long START = 10_000 * MS;
    private static final long ROUND_TRIP = 40 * MS;
    private static final int BYTES = 1_000;

    /** Deadlines of 120 ms and 1 s, copies 5 ms apart, at most 4 repeats, 100 packets saved up. */
    private static final RepairOptions OPTIONS = new RepairOptions(120 * MS, 1_000 * MS, 5 * MS, 4, 25, 5, 100_000);

    private final RepairBudget budget = new RepairBudget(OPTIONS);
    private final Repairs repairs = new Repairs(OPTIONS, budget);

    private Repairs.Answer asked(long sequence, long afterMs) {
        return repairs.asked(sequence, BYTES, START, START + afterMs * MS, ROUND_TRIP);
    }

    @Test
    void shouldNotRepeatBeforeTheLastRepeatCanHaveBeenMissed() {
        assertThat(asked(7, 45)).isEqualTo(TWICE);
        // The second sending leaves 5 ms later, and the round trip may be an eighth shorter.
        assertThat(asked(7, 45 + 5 + 34)).isEqualTo(TOO_SOON);
        assertThat(asked(7, 45 + 5 + 35)).isNotEqualTo(TOO_SOON);
    }

    @Test
    void shouldWaitForTheGridWhileTheRoundTripIsUnknown() {
        repairs.asked(7, BYTES, START, START, 0);
        assertThat(repairs.asked(7, BYTES, START, START + 24 * MS, 0)).isEqualTo(TOO_SOON);
        assertThat(repairs.asked(7, BYTES, START, START + 25 * MS, 0)).isNotEqualTo(TOO_SOON);
    }

    @Test
    void shouldRepeatOnceWhenThereIsAnotherChanceAndCopiesAreScarce() {
        RepairBudget scarce = new RepairBudget(OPTIONS);
        while (scarce.takeCopy(BYTES, 0.5)) {
            // Until only those are sent twice that have no other chance.
        }
        Repairs decides = new Repairs(OPTIONS, scarce);
        // Learns that the viewer asks again after 40 ms.
        decides.asked(1, BYTES, START, START, ROUND_TRIP);
        decides.asked(1, BYTES, START, START + 50 * MS, ROUND_TRIP);
        assertThat(decides.asked(2, BYTES, START, START + 30 * MS, ROUND_TRIP))
                .as("asked again at 70 to 90 ms, which arrives by 110")
                .isEqualTo(ONCE);
        assertThat(decides.asked(3, BYTES, START, START + 70 * MS, ROUND_TRIP))
                .as("asked again at 110 at the soonest, which arrives at 130")
                .isEqualTo(TWICE);
    }

    @Test
    void shouldTakeALaterDeadlineIntoAccount() {
        RepairBudget scarce = new RepairBudget(OPTIONS);
        while (scarce.takeCopy(BYTES, 0.5)) {
            // As above.
        }
        Repairs smooth = new Repairs(OPTIONS.withDeadlineNs(500 * MS), scarce);
        assertThat(smooth.asked(3, BYTES, START, START + 70 * MS, ROUND_TRIP)).isEqualTo(ONCE);
    }

    @Test
    void shouldRepeatLaterAndOnceForWhoPlaysLater() {
        RepairBudget scarce = new RepairBudget(OPTIONS);
        while (scarce.takeCopy(BYTES, 0.5)) {
            // As above.
        }
        Repairs repairs = new Repairs(OPTIONS, scarce);
        assertThat(repairs.asked(3, BYTES, START, START + 70 * MS, ROUND_TRIP)).isEqualTo(TWICE);
        repairs.playedLater(380 * MS);
        assertThat(repairs.asked(4, BYTES, START, START + 70 * MS, ROUND_TRIP)).isEqualTo(ONCE);
        assertThat(repairs.asked(5, BYTES, START, START + 1_100 * MS, ROUND_TRIP))
                .isEqualTo(TOO_LATE);
        repairs.playedLater(1_500 * MS);
        assertThat(repairs.asked(5, BYTES, START, START + 1_100 * MS, ROUND_TRIP))
                .isEqualTo(ONCE);
    }

    @Test
    void shouldRepeatSoOftenAndNoMore() {
        for (int i = 0; i < 4; i++) {
            assertThat(asked(7, 50 + i * 100)).isIn(ONCE, TWICE);
        }
        assertThat(asked(7, 500)).isEqualTo(TOO_OFTEN);
        assertThat(asked(8, 500)).as("another").isIn(ONCE, TWICE);
    }

    @Test
    void shouldNotRepeatWhatComesTooLateForAnybody() {
        assertThat(asked(7, 980)).as("arrives after 1,000 ms").isIn(ONCE, TWICE);
        assertThat(asked(8, 981)).isEqualTo(TOO_LATE);
    }

    @Test
    void shouldKeepToTheShareOfRepeats() {
        int repeated = 0;
        for (int i = 0; i < 200; i++) {
            Repairs.Answer answer = asked(i, 50);
            repeated += answer == TWICE ? 2 : answer == ONCE ? 1 : 0;
        }
        assertThat(repeated).as("two thirds of what had been saved up").isEqualTo(66);
        assertThat(asked(500, 50)).isEqualTo(OVER_BUDGET);
        assertThat(asked(500, 95)).as("lost indeed").isEqualTo(ONCE);
        budget.sent(4 * BYTES);
        assertThat(asked(501, 50)).as("what the other took is missing first").isEqualTo(OVER_BUDGET);
        budget.sent(8 * BYTES);
        assertThat(asked(502, 50)).isEqualTo(ONCE);
        assertThat(asked(503, 50)).isEqualTo(OVER_BUDGET);
    }

    @Test
    void shouldCountNothingThatItRefused() {
        asked(7, 45);
        for (int i = 0; i < 30; i++) {
            assertThat(asked(7, 46 + i)).isEqualTo(TOO_SOON);
        }
        for (int i = 1; i < 4; i++) {
            assertThat(asked(7, 45 + i * 100)).isIn(ONCE, TWICE);
        }
    }

    @Test
    void shouldForgetTheOlderOfTwoThatCollide() {
        assertThat(asked(7, 45)).isEqualTo(TWICE);
        assertThat(asked(7 + 256, 45)).isEqualTo(TWICE);
        assertThat(asked(7 + 256, 50)).isEqualTo(TOO_SOON);
        assertThat(asked(7, 50)).as("once more, at worst").isEqualTo(TWICE);
    }

    @Test
    void shouldRepeatTheVeryFirstNumbers() {
        assertThat(asked(0, 45)).isEqualTo(TWICE);
        assertThat(asked(0, 46)).isEqualTo(TOO_SOON);
        assertThat(asked(-1, 45)).isEqualTo(TWICE);
        assertThat(asked(-1, 46)).isEqualTo(TOO_SOON);
    }
}

package dev.treecast.edge.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairBudgetTest {
    private static final int SAVED_MAX = 40_000;
    private static final RepairOptions OPTIONS =
            new RepairOptions(120_000_000, 1_000_000_000, 5_000_000, 10, 20, 5, SAVED_MAX);

    private final RepairBudget budget = new RepairBudget(OPTIONS);

    private int repeats(int bytes) {
        int taken = 0;
        while (budget.takeRepeat(bytes, true)) {
            taken++;
        }
        return taken;
    }

    @Test
    void shouldBeginWithWhatMayBeSavedUp() {
        assertThat(repeats(1_000)).isEqualTo(SAVED_MAX / 1_000);
    }

    @Test
    void shouldGrantAShareOfWhatIsSent() {
        repeats(1_000);
        budget.sent(100_000);
        assertThat(repeats(1_000)).isEqualTo(20);
        budget.sent(100_000);
        assertThat(repeats(1_000)).as("the same total again").isZero();
    }

    @Test
    void shouldSaveUpNoMoreThanItsBound() {
        budget.sent(1_000_000_000_000L);
        assertThat(repeats(1_000)).isEqualTo(SAVED_MAX / 1_000);
    }

    @Test
    void shouldKeepAThirdForWhatIsAskedForAgain() {
        int first = 0;
        while (budget.takeRepeat(1_000, false)) {
            first++;
        }
        assertThat(first).isEqualTo(26);
        assertThat(repeats(1_000)).isEqualTo(14);
    }

    @Test
    void shouldGrantCopiesByHowLittleChanceThereIsWithout() {
        int likely = 0;
        while (budget.takeCopy(1_000, 1)) {
            likely++;
        }
        assertThat(likely).as("only while next to nothing is lost").isBetween(1, 13);
        int even = 0;
        while (budget.takeCopy(1_000, 0.5)) {
            even++;
        }
        assertThat(even).isBetween(5, 15);
    }

    @Test
    void shouldSpendCopiesToTheLastWhereThereIsNoOtherChance() {
        RepairBudget plenty =
                new RepairBudget(new RepairOptions(120_000_000, 1_000_000_000, 5_000_000, 10, 100, 0, SAVED_MAX));
        int copies = 0;
        while (plenty.takeCopy(1_000, 0)) {
            copies++;
            plenty.sent(copies * 1_000L);
        }
        assertThat(copies).isEqualTo(SAVED_MAX / 1_000);
    }

    @Test
    void shouldGrantNoCopyWhereThereIsNoRepeat() {
        while (budget.takeRepeat(1_000, false)) {
            // Down to what is reserved.
        }
        assertThat(budget.takeCopy(1_000, 0)).isFalse();
        budget.sent(20_000);
        assertThat(budget.takeCopy(1_000, 0)).isTrue();
        int left = repeats(1_000);
        assertThat(left)
                .as("14 or so were reserved, 4 granted, and a copy counts as a repeat")
                .isBetween(16, 17);
    }
}

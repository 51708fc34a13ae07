package dev.treecast.tree.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AudienceSyncTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final AudienceSync sync = new AudienceSync();

    private static NeedCounts viewers(int count, long needMs) {
        NeedCounts.Tally tally = new NeedCounts.Tally();
        for (int i = 0; i < count; i++) {
            tally.add(needMs * MS);
        }
        return tally.toCounts();
    }

    @Test
    void shouldDecideForAllParts() {
        sync.report("loop", viewers(3, 60), 0);
        sync.report("child", viewers(3, 210), 0);
        assertThat(sync.targetNs(0)).isEqualTo(225 * MS);
        assertThat(sync.needs(0).viewers()).isEqualTo(6);
    }

    @Test
    void shouldForgetAPartThatFellSilent() {
        sync.report("loop", viewers(3, 60), 0);
        sync.report("child", viewers(3, 210), 0);
        sync.report("loop", viewers(4, 60), 12 * SECOND);
        assertThat(sync.needs(12 * SECOND).viewers()).isEqualTo(4);
        sync.forget("loop");
        assertThat(sync.needs(12 * SECOND).viewers()).isZero();
    }

    @Test
    void shouldTakeWhatComesFromAbove() {
        sync.report("loop", viewers(3, 60), 0);
        sync.fromAbove(400 * MS);
        assertThat(sync.targetNs(0)).isEqualTo(400 * MS);
        sync.fromAbove(0);
        assertThat(sync.targetNs(SECOND)).isEqualTo(75 * MS);
    }

    @Test
    void shouldBoundTheParts() {
        for (int i = 0; i < 5_000; i++) {
            sync.report(i, viewers(1, 60), 0);
        }
        assertThat(sync.needs(0).viewers()).isEqualTo(1_024);
    }

    @Test
    void shouldCountWithinTheSteps() {
        NeedCounts counts = viewers(2, -5).plus(viewers(1, 60_000));
        assertThat(counts.count(0)).isEqualTo(2);
        assertThat(counts.count(NeedCounts.STEPS - 1)).isEqualTo(1);
        assertThat(counts.enoughForNs(0.5)).isEqualTo(25 * MS);
        assertThat(counts.enoughForNs(1)).isEqualTo(2 * SECOND);
        assertThatThrownBy(() -> NeedCounts.of(new int[3])).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.treecast.tree.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Audiences in simulated time: each viewer needs so and so long, and the target is decided once a second. */
class SyncTargetTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final SyncTarget target = new SyncTarget(SyncOptions.defaults());
    private final List<Long> needsMs = new ArrayList<>();
    private long nowNs = 17 * SECOND;

    private long runMs(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowNs += SECOND;
            NeedCounts.Tally tally = new NeedCounts.Tally();
            needsMs.forEach(ms -> tally.add(ms * MS));
            target.decide(nowNs, tally.toCounts());
        }
        return target.ns() / MS;
    }

    private void viewers(int count, long needMs) {
        needsMs.addAll(Collections.nCopies(count, needMs));
    }

    @Test
    void shouldBeEnoughForTheSlowerOfTwo() {
        viewers(1, 60);
        viewers(1, 260);
        assertThat(runMs(1)).isBetween(260L, 285L);
    }

    @Test
    void shouldBeEnoughForNearlyAllOfMany() {
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            needsMs.add((long) (50 + 250 * random.nextDouble()));
        }
        long targetMs = runMs(60);
        assertThat(needsMs.stream().filter(ms -> ms <= targetMs).count()).isBetween(1_900L, 2_000L);
        assertThat(targetMs).isLessThanOrEqualTo(325);
    }

    @Test
    void shouldLetOneInTwentyLieInVain() {
        viewers(96, 80);
        viewers(4, 1_900);
        assertThat(runMs(60)).isBetween(80L, 105L);
    }

    @Test
    void shouldNotBeDelayedByMoreThanTheBoundBelowHalfOfLiars() {
        viewers(51, 80);
        viewers(49, 1_900);
        assertThat(runMs(120)).isLessThanOrEqualTo(80 + 25 + 500);
    }

    @Test
    void shouldNeverBeBeyondWhatIsLive() {
        viewers(10, 10_000);
        assertThat(runMs(60)).isEqualTo(1_500);
    }

    @Test
    void shouldRiseAfterAWhileAndSlowly() {
        viewers(10, 80);
        long before = runMs(5);
        viewers(10, 500);
        assertThat(runMs(2)).as("it may be a hiccup").isEqualTo(before);
        assertThat(runMs(2)).as("100 ms a second").isEqualTo(before + 200);
        assertThat(runMs(10)).isBetween(500L, 525L);
    }

    @Test
    void shouldNotFollowAHiccup() {
        viewers(10, 80);
        long before = runMs(5);
        for (int i = 0; i < 20; i++) {
            viewers(10, 500);
            runMs(1);
            needsMs.subList(10, 20).clear();
            assertThat(runMs(3)).isEqualTo(before);
        }
    }

    @Test
    void shouldFallLateWhenTheSlowHaveLeftAndNotBelowWhatTheRestNeeds() {
        viewers(10, 500);
        viewers(10, 100);
        long before = runMs(5);
        needsMs.subList(0, 10).clear();
        assertThat(runMs(15)).isEqualTo(before);
        assertThat(runMs(10)).isBetween(100L, 125L);
    }

    @Test
    void shouldStandStillWhileViewersComeAndGo() {
        Random random = new Random(9);
        viewers(40, 300);
        runMs(5);
        long before = target.ns();
        int changes = 0;
        for (int second = 0; second < 600; second++) {
            needsMs.clear();
            viewers(30 + random.nextInt(20), 300);
            for (int i = random.nextInt(30); i > 0; i--) {
                needsMs.add(50L + random.nextInt(240));
            }
            runMs(1);
            changes += target.ns() == before ? 0 : 1;
            before = target.ns();
        }
        assertThat(changes).isZero();
    }

    @Test
    void shouldKeepItForWhoComesBack() {
        viewers(3, 400);
        long before = runMs(5);
        needsMs.clear();
        assertThat(runMs(60)).isEqualTo(before);
    }

    @Test
    void shouldSayNothingBeforeAnybodyDid() {
        assertThat(runMs(10)).isZero();
    }
}

package dev.treecast.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.audience.AudienceSync;
import dev.treecast.tree.audience.NeedCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An audience in simulated time: who is told what, and how far apart they then see a picture. */
class AudienceTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final int LOOPS = 3;

    private final Random random = new Random(11);
    private final AudienceSync audience = new AudienceSync();
    private final SyncCounters counters = new SyncCounters();
    private final List<Watcher> watchers = new ArrayList<>();
    private long nowNs = 5 * SECOND;

    /** Pictures reach it at an age; its player needs some time, and holds them back as it is told, or not at all. */
    private final class Watcher {
        final ViewerSync sync = new ViewerSync(counters, 2_000 * MS);
        long arrivedMs;
        long needMs;
        long saysMs;

        Watcher(long arrivedMs, long needMs, long saysMs) {
            this.arrivedMs = arrivedMs;
            this.needMs = needMs;
            this.saysMs = saysMs;
        }

        long shownMs() {
            return arrivedMs + Math.max(needMs, sync.delayNs() / MS);
        }
    }

    private void add(int count, long arrivedMs, long needMs) {
        for (int i = 0; i < count; i++) {
            watchers.add(new Watcher(arrivedMs + random.nextLong(20), needMs, needMs));
        }
    }

    private void run(int seconds) {
        for (int second = 0; second < seconds; second++) {
            nowNs += SECOND;
            for (Watcher each : watchers) {
                byte[] text =
                        ("{\"type\":\"sync\",\"needMs\":" + each.saysMs + "}").getBytes(StandardCharsets.US_ASCII);
                assertThat(each.sync.heard(nowNs, text, 0, text.length)).isTrue();
            }
            for (int loop = 0; loop < LOOPS; loop++) {
                NeedCounts.Tally tally = new NeedCounts.Tally();
                for (int i = loop; i < watchers.size(); i += LOOPS) {
                    Watcher each = watchers.get(i);
                    if (each.sync.isKnown()) {
                        tally.add(each.arrivedMs * MS + each.sync.needNs());
                    }
                }
                audience.report("loop " + loop, tally.toCounts(), nowNs);
                long targetNs = audience.targetNs(nowNs);
                for (int i = loop; i < watchers.size(); i += LOOPS) {
                    watchers.get(i).sync.run(targetNs, watchers.get(i).arrivedMs * MS);
                }
            }
        }
    }

    private long spreadMs(int from, int until) {
        List<Long> shown = watchers.subList(from, until).stream()
                .map(Watcher::shownMs)
                .sorted()
                .toList();
        return shown.getLast() - shown.getFirst();
    }

    @Test
    void shouldShowAllThatCanTheSameAtTheSameTime() {
        add(400, 30, 40);
        add(400, 120, 60);
        add(200, 280, 90);
        run(30);
        assertThat(spreadMs(0, 1_000)).isLessThanOrEqualTo(20);
    }

    @Test
    void shouldLeaveTheFewBehindThatAreTooSlow() {
        add(980, 60, 40);
        add(20, 1_400, 60);
        run(30);
        assertThat(spreadMs(0, 980)).isLessThanOrEqualTo(20);
        assertThat(watchers.getFirst().shownMs()).isLessThan(160);
    }

    @Test
    void shouldNotLetLiarsDelayTheOthersByMoreThanTheBound() {
        add(100, 60, 40);
        run(10);
        long before = watchers.getFirst().shownMs();
        watchers.subList(0, 40).forEach(liar -> liar.saysMs = 5_000);
        run(60);
        assertThat(watchers.getLast().shownMs() - before).isBetween(400L, 525L);
        watchers.subList(4, 40).forEach(honest -> honest.saysMs = 40);
        run(60);
        assertThat(watchers.getLast().shownMs() - before).isLessThanOrEqualTo(20);
    }

    @Test
    void shouldFollowThoseWhoComeAndGoWithoutAJump() {
        add(50, 40, 40);
        run(20);
        add(50, 400, 60);
        long last = watchers.getFirst().shownMs();
        for (int i = 0; i < 60; i++) {
            run(1);
            long now = watchers.getFirst().shownMs();
            assertThat(Math.abs(now - last)).isLessThanOrEqualTo(120);
            last = now;
        }
        assertThat(spreadMs(0, 100)).isLessThanOrEqualTo(20);
        watchers.subList(50, 100).clear();
        run(60);
        assertThat(watchers.getFirst().shownMs()).isLessThan(160);
    }

    @Test
    void shouldSayLittleWhileNothingChanges() {
        add(300, 60, 40);
        run(10);
        long before = counters.told.sum();
        run(600);
        assertThat(counters.told.sum()).isEqualTo(before);
    }
}

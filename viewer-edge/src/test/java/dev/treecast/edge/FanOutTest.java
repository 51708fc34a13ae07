package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The pace at which frames leave, and what a run is made of. */
class FanOutTest {
    private final WatchedStream watched = new WatchedStream(Pacing.staggered());
    private final DiscardingLoop loop = watched.loop;

    private void frame(boolean keyframe, int packets) {
        watched.frame(keyframe, packets, 1_100);
    }

    /** Runs the stream's deadlines up to a time from now; what was sent by then. */
    private long sentAfter(long elapsedNs) {
        return watched.sentAfter(elapsedNs);
    }

    @Test
    void shouldSendASmallFrameToASmallAudienceAtOnce() {
        watched.watch(96);
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        frame(false, 5);
        assertThat(loop.sent - before).isEqualTo(5);
        assertThat(watched.stream.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
    }

    @Test
    void shouldSendABigFrameInPiecesFourMillisecondsApart() {
        watched.watch(96);
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        frame(false, 36);
        assertThat(loop.sent - before).isEqualTo(10);
        assertThat(sentAfter(4 * MS - 1) - before).isEqualTo(10);
        assertThat(sentAfter(1) - before).isEqualTo(20);
        assertThat(sentAfter(4 * MS) - before).isEqualTo(30);
        assertThat(sentAfter(4 * MS) - before).isEqualTo(36);
    }

    @Test
    void shouldSendAPieceAndAHalfAsOne() {
        watched.watch(96);
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        frame(false, 15);
        assertThat(loop.sent - before).isEqualTo(15);
    }

    @Test
    void shouldHoldNoFrameForLongHoweverBigItIs() {
        watched.watch(96);
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        frame(true, 320);
        assertThat(sentAfter(28 * MS) - before).isEqualTo(320);
    }

    @Test
    void shouldStaggerALargeAudience() {
        for (int i = 0; i < 128; i++) {
            watched.watch(96);
        }
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        frame(false, 3);
        Set<Long> counts = new TreeSet<>();
        for (int i = 0; i <= 4; i++) {
            counts.add((loop.sent - before) / 3);
            sentAfter(MS / 2);
        }
        assertThat(counts).as("viewers served, half a millisecond apart").containsExactly(32L, 64L, 96L, 128L);
    }

    @Test
    void shouldSendEverythingAtOnceInABurst() {
        WatchedStream burst = new WatchedStream(Pacing.burst());
        burst.watch(96);
        burst.watch(96);
        burst.frame(true, 400, 1_100);
        assertThat(burst.loop.sent).isEqualTo(800);
    }

    @Test
    void shouldMakePacketsOfAFrameEquallyLong() {
        WatchedStream burst = new WatchedStream(Pacing.burst());
        burst.watch(96);
        burst.frame(true, 1, 1_000);
        List<Integer> lengths = new ArrayList<>();
        burst.loop.lengths = lengths::add;
        burst.deliver(List.of(
                burst.video(false, 1_000),
                burst.video(false, 999),
                burst.video(false, 1_001),
                burst.video(false, 700)));
        assertThat(lengths).hasSize(4);
        assertThat(lengths.subList(0, 3)).containsOnly(lengths.get(2));
        assertThat(lengths.get(3)).as("the short end is not worth padding").isLessThan(lengths.get(0) - 250);
    }

    @Test
    void shouldPadNothingForViewersWithoutRtx() {
        WatchedStream burst = new WatchedStream(Pacing.burst());
        burst.watchWithoutRtx(96);
        burst.frame(true, 1, 1_000);
        List<Integer> lengths = new ArrayList<>();
        burst.loop.lengths = lengths::add;
        burst.deliver(List.of(burst.video(false, 1_000), burst.video(false, 999)));
        assertThat(lengths.get(0) - lengths.get(1)).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatACohortIsTooFarBehindFor() {
        watched.watch(96);
        frame(true, 1);
        sentAfter(10 * MS);
        long before = loop.sent;
        // Nobody runs the deadlines meanwhile: the loop is stuck.
        List<MediaPacket> backlog = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            backlog.add(watched.video(false, 1_100));
        }
        watched.deliver(backlog);
        assertThat(sentAfter(100 * MS) - before).isBetween(1_024L, 1_099L);
        assertThat(watched.dropped.sum()).isEqualTo(1_100 - (loop.sent - before));
    }
}

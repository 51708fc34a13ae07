package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtp.Playout;
import org.junit.jupiter.api.Test;

/** What a viewer asks for goes out again, a second time a little later, and no more than is good. */
class ViewerRepairTest {
    private final WatchedStream watched = new WatchedStream(Pacing.burst());
    private final ViewerSession viewer = watched.watch(96);
    private final RepairCounters counters = watched.stream.shared().repairs;

    /** The numbers that the viewer saw are random; these are found by asking. */
    private int firstNumber() {
        for (int number = 4_096; number < 32_768; number++) {
            long before = counters.unknown.sum();
            ask(number);
            if (counters.unknown.sum() == before) {
                return number;
            }
        }
        throw new AssertionError("no number is known");
    }

    private void ask(int... numbers) {
        byte[] datagram = new byte[1_200];
        CompoundWriter writer = new CompoundWriter().start(datagram, 0, datagram.length);
        writer.appendNack(1, watched.stream.media().getFirst().ssrc, numbers, numbers.length);
        viewer.rtcp(watched.loop.nowNs, datagram, 0, writer.length());
    }

    private long retransmissions() {
        return viewer.status(watched.loop.nowNs).sent().retransmissions();
    }

    private void pass(long ns) {
        watched.loop.nowNs += ns;
        if (viewer.nextDeadlineNs() <= watched.loop.nowNs) {
            viewer.timeout(watched.loop.nowNs);
        }
    }

    @Test
    void shouldRepeatTwiceALittleApart() {
        watched.frame(true, 20, 1_000);
        int first = firstNumber();
        assertThat(retransmissions()).isEqualTo(1);
        assertThat(viewer.nextDeadlineNs()).isLessThanOrEqualTo(watched.loop.nowNs + 5 * MS);
        pass(4 * MS);
        assertThat(retransmissions()).isEqualTo(1);
        pass(MS);
        assertThat(retransmissions()).isEqualTo(2);
        assertThat(counters.repeated.sum()).isEqualTo(1);
        assertThat(counters.doubled.sum()).isEqualTo(1);
        ask(first);
        assertThat(counters.tooSoon.sum()).isEqualTo(1);
        pass(SECOND);
        assertThat(retransmissions()).isEqualTo(2);
    }

    @Test
    void shouldNotRepeatWhatIsTooOld() {
        watched.frame(true, 20, 1_000);
        int first = firstNumber();
        pass(2 * SECOND);
        ask(first + 5);
        assertThat(counters.tooLate.sum()).isEqualTo(1);
    }

    /** How many of forty lost packets, asked for 10 ms after they were sent, are sent a second time. */
    private long doubledOfForty() {
        watched.frame(true, 60, 1_000);
        pass(10 * MS);
        int first = firstNumber();
        for (int i = 1; i < 40; i++) {
            ask(first + i);
        }
        pass(5 * MS);
        return counters.doubled.sum();
    }

    @Test
    void shouldSendLessTwiceToWhoPlaysEvenly() {
        long atOnce = doubledOfForty();
        ViewerRepairTest other = new ViewerRepairTest();
        other.watched.play(Playout.SMOOTH);
        long evenly = other.doubledOfForty();
        assertThat(evenly).isPositive().isLessThan(atOnce - 10);
    }

    @Test
    void shouldNotFillTheQueueOfAViewerWhoLosesEverything() {
        watched.frame(true, 200, 1_000);
        int first = firstNumber();
        for (int i = 1; i < 200; i++) {
            ask(first + i);
            pass(MS / 100);
        }
        pass(10 * MS);
        // What may be saved up: 96 KiB; what was sent counts a quarter of it once more.
        assertThat(retransmissions() * 1_000).isBetween(60_000L, 96 * 1_024L + 50_000L);
        assertThat(counters.overBudget.sum()).isPositive();
    }

    @Test
    void shouldHaveNoDeadlineWhenNothingWaits() {
        watched.frame(true, 2, 1_000);
        firstNumber();
        pass(5 * MS);
        long next = viewer.nextDeadlineNs();
        assertThat(next == LoopSession.NO_DEADLINE || next > watched.loop.nowNs).isTrue();
    }
}

package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LossDetectorTest {
    private static final long MS = 1_000_000L;

    private final LossDetector detector = new LossDetector(LossDetector.Options.defaults());
    private final int[] out = new int[300];

    @Test
    void shouldAskAtOnceAndAgainAfterARoundTrip() {
        detector.setRoundTripNs(40 * MS);
        detector.onPacket(65_534, 0);
        assertThat(detector.nextDeadlineNs()).isEqualTo(LossDetector.NO_DEADLINE);
        assertThat(detector.onPacket(1, 5 * MS)).isEqualTo(LossDetector.Arrival.NEWEST);

        assertThat(detector.nextDeadlineNs()).isEqualTo(5 * MS);
        assertPolls(5, 65_535, 0);
        assertPolls(44);
        assertThat(detector.nextDeadlineNs()).isEqualTo(45 * MS);
        assertThat(detector.onPacket(65_535, 44 * MS)).isEqualTo(LossDetector.Arrival.RECOVERED);
        assertPolls(45, 0);
        assertThat(detector.onPacket(0, 46 * MS)).isEqualTo(LossDetector.Arrival.RECOVERED);
        assertThat(detector.onPacket(0, 47 * MS)).isEqualTo(LossDetector.Arrival.UNEXPECTED);
        assertThat(detector.nextDeadlineNs()).isEqualTo(LossDetector.NO_DEADLINE);
        assertThat(detector.abandonedCount()).isZero();
    }

    private void assertPolls(long nowMs, int... expected) {
        int count = detector.poll(nowMs * MS, out);
        assertThat(Arrays.copyOf(out, count)).isEqualTo(expected);
    }

    @Test
    void shouldStopAfterTenRequests() {
        detector.setRoundTripNs(20 * MS);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);

        int requests = 0;
        while (detector.nextDeadlineNs() != LossDetector.NO_DEADLINE) {
            requests += detector.poll(detector.nextDeadlineNs(), out);
        }
        assertThat(requests).isEqualTo(10);
        assertThat(detector.abandonedCount()).isEqualTo(1);
        assertThat(detector.takeGiveUp()).isFalse();
    }

    @Test
    void shouldStopAfterASecond() {
        detector.setRoundTripNs(300 * MS);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);

        assertPolls(0, 2);
        assertPolls(300, 2);
        assertPolls(600, 2);
        assertPolls(900, 2);
        assertThat(detector.nextDeadlineNs()).isEqualTo(1_000 * MS);
        assertPolls(1_000);
        assertThat(detector.missingCount()).isZero();
    }

    @Test
    void shouldNotAskFasterThanASenderCanAnswer() {
        detector.setRoundTripNs(100_000);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);
        detector.poll(0, out);

        assertThat(detector.nextDeadlineNs()).isEqualTo(10 * MS);
    }

    @Test
    void shouldGiveUpOnAGapThatIsTooLarge() {
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);
        detector.onPacket(1_500, 0);

        assertThat(detector.takeGiveUp()).isTrue();
        assertThat(detector.takeGiveUp()).isFalse();
        assertThat(detector.missingCount()).isZero();
        assertThat(detector.abandonedCount()).isEqualTo(1 + 1_496);
        detector.onPacket(1_502, 0);
        assertPolls(0, 1_501);
    }

    @Test
    void shouldBeginAnewWhenThePublisherDoes() {
        detector.onPacket(30_000, 0);

        assertThat(detector.onPacket(20_000, 0)).isEqualTo(LossDetector.Arrival.UNEXPECTED);
        assertThat(detector.onPacket(20_001, 0)).isEqualTo(LossDetector.Arrival.RESTARTED);
        assertThat(detector.takeGiveUp()).isTrue();
        assertThat(detector.onPacket(20_003, 0)).isEqualTo(LossDetector.Arrival.NEWEST);
        assertPolls(0, 20_002);
    }

    @Test
    void shouldTolerateReorderingWhereAsked() {
        LossDetector tolerant = new LossDetector(new LossDetector.Options(2, 100 * MS, 10 * MS, 10, 1_000, 1_000 * MS));
        tolerant.onPacket(1, 0);
        tolerant.onPacket(3, 0);
        tolerant.onPacket(4, 0);
        assertThat(tolerant.poll(0, out)).isZero();
        tolerant.onPacket(5, 1);
        assertThat(tolerant.poll(1, out)).isEqualTo(1);
        // A pause of the stream does not put it off for ever.
        tolerant.onPacket(7, 2);
        assertThat(tolerant.poll(99 * MS, out)).isZero();
        assertThat(tolerant.poll(102 * MS, out)).isEqualTo(2);
    }

    @Test
    void shouldNameTheRestInTheNextPoll() {
        detector.onPacket(1, 0);
        detector.onPacket(8, 0);
        int[] few = new int[4];

        assertThat(detector.poll(0, few)).isEqualTo(4);
        assertThat(detector.nextDeadlineNs()).isZero();
        assertThat(detector.poll(0, few)).isEqualTo(2);
        assertThat(few).startsWith(6, 7);
        assertThat(detector.poll(0, few)).isZero();
    }

    @Test
    void shouldForgetWhatLiesBeforeAKeyframe() {
        detector.onPacket(65_530, 0);
        detector.onPacket(5, 0);

        detector.forgetBefore(2);

        assertPolls(0, 2, 3, 4);
    }

    /** Against sets that know everything: a channel that loses, delays, reorders and duplicates, from a seed. */
    @Test
    void shouldAgreeWithASimpleModel() {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LossDetector tested = new LossDetector(LossDetector.Options.defaults());
            PriorityQueue<long[]> channel = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
            long first = random.nextInt(65_536);
            for (long i = 0; i < 3_000; i++) {
                if (i == 0 || random.nextInt(100) >= 5) {
                    channel.add(new long[] {i * MS + (i == 0 ? 0 : random.nextInt(8) * MS), first + i});
                    if (random.nextInt(100) < 2) {
                        channel.add(new long[] {(i + 20) * MS, first + i});
                    }
                }
            }
            TreeMap<Long, Integer> missing = new TreeMap<>();
            TreeSet<Long> seen = new TreeSet<>();
            long highest = first - 1;
            while (!channel.isEmpty()) {
                long[] arrival = channel.poll();
                long nowNs = arrival[0];
                long sequence = arrival[1];
                LossDetector.Arrival expected = missing.containsKey(sequence)
                        ? LossDetector.Arrival.RECOVERED
                        : sequence > highest ? LossDetector.Arrival.NEWEST : LossDetector.Arrival.UNEXPECTED;
                for (long gap = highest + 1; gap < sequence; gap++) {
                    missing.put(gap, 0);
                }
                highest = Math.max(highest, sequence);
                missing.remove(sequence);
                seen.add(sequence);

                assertThat(tested.onPacket((int) (sequence & 0xffff), nowNs))
                        .as("seed %s, packet %s", seed, sequence)
                        .isEqualTo(expected);
                int named = tested.poll(nowNs, out);
                for (int i = 0; i < named; i++) {
                    long asked = first + (out[i] - (int) first & 0xffff);
                    assertThat(missing).as("seed %s", seed).containsKey(asked);
                    missing.merge(asked, 1, Integer::sum);
                    // The retransmission is lost too, now and then.
                    if (random.nextInt(10) < 7) {
                        channel.add(new long[] {nowNs + (30 + random.nextInt(20)) * MS, asked});
                    }
                }
                List<Long> neverAsked = new ArrayList<>(missing.keySet());
                neverAsked.removeIf(candidate -> missing.getOrDefault(candidate, 0) > 0);
                assertThat(neverAsked).as("seed %s: asked for at once", seed).isEmpty();
                assertThat(tested.missingCount()).as("seed %s", seed).isEqualTo(missing.size());
            }
            // What came late was asked for again until it came: nearly all of 5 % is repaired.
            assertThat(seen.size()).as("seed %s", seed).isGreaterThan(2_985);
        }
    }

    @Test
    void shouldNotAllocate() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        int sequence = 0;
        long nowNs = 0;
        for (int attempt = 0; attempt < 5 && allocated > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50_000; i++) {
                sequence = sequence + (i % 20 == 0 ? 3 : 1) & 0xffff;
                nowNs += MS;
                detector.onPacket(sequence, nowNs);
                if (i % 40 == 5) {
                    detector.onPacket(SequenceNumbers.plus(sequence, -6), nowNs);
                }
                detector.poll(nowNs, out);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(detector.abandonedCount()).isPositive();
        assertThat(allocated).isZero();
    }
}

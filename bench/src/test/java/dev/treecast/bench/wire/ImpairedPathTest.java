package dev.treecast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImpairedPathTest {
    private static final long MS = 1_000_000;
    private static final int PACKETS = 100_000;
    private static final int BYTES = 1_250;
    private static final int PORT = 50_000;

    private final long[] dueNs = new long[ImpairedPath.COPIES_MAX];

    private static ImpairedPath path(Impairments impairments) {
        return new ImpairedPath(impairments, new SplittableRandom(7));
    }

    @Test
    void shouldDelayAndNothingElse() {
        ImpairedPath path = path(Impairments.NONE.delayed(20));
        assertThat(path.offer(5 * MS, BYTES, PORT, dueNs)).isEqualTo(1);
        assertThat(dueNs[0]).isEqualTo(25 * MS);
    }

    @Test
    void shouldLoseTheGivenShareIndependently() {
        ImpairedPath path = path(Impairments.NONE.losing(0.1));
        int pairs = 0;
        boolean before = false;
        for (int i = 0; i < PACKETS; i++) {
            boolean lost = path.offer(i * MS, BYTES, PORT, dueNs) == 0;
            pairs += lost && before ? 1 : 0;
            before = lost;
        }
        assertThat(path.lost() / (double) PACKETS).isCloseTo(0.1, within(0.005));
        assertThat(pairs / (double) PACKETS).isCloseTo(0.01, within(0.002));
    }

    @Test
    void shouldLoseInSpellsOfTheGivenLength() {
        // Spells begin with probability p and end with q: q / (p + q) of the packets pass, and a spell has 1 / q
        // packets.
        ImpairedPath path = path(new Impairments(0, 0, false, 0, 0.01, 0.25, 0, 0, 0, false));
        int spells = 0;
        boolean before = false;
        for (int i = 0; i < PACKETS; i++) {
            boolean lost = path.offer(i * MS, BYTES, PORT, dueNs) == 0;
            spells += lost && !before ? 1 : 0;
            before = lost;
        }
        assertThat(path.lost() / (double) PACKETS).isCloseTo(0.01 / 0.26, within(0.004));
        assertThat(path.lost() / (double) spells).isCloseTo(4, within(0.4));
    }

    @Test
    void shouldSendAtTheRateOfTheBottleneckAndDropWhatItsQueueDoesNotHold() {
        // 1,250 bytes take 10 ms at 1 Mbit/s: with 50 ms of queue six of ten at once pass.
        ImpairedPath path = path(Impairments.NONE.throttled(1, 50));
        List<Long> passed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            if (path.offer(0, BYTES, PORT, dueNs) == 1) {
                passed.add(dueNs[0] / MS);
            }
        }
        assertThat(passed).containsExactly(10L, 20L, 30L, 40L, 50L, 60L);
        assertThat(path.tailDropped()).isEqualTo(4);
        assertThat(path.offer(60 * MS, BYTES, PORT, dueNs)).isEqualTo(1);
        assertThat(dueNs[0]).isEqualTo(70 * MS);
    }

    @Test
    void shouldGiveEachPortABottleneckOfItsOwn() {
        ImpairedPath path = path(Impairments.NONE.throttled(1, 50).withBottleneckEach());
        assertThat(path.offer(0, BYTES, 1, dueNs)).isEqualTo(1);
        assertThat(path.offer(0, BYTES, 2, dueNs)).isEqualTo(1);
        assertThat(dueNs[0]).isEqualTo(10 * MS);
        assertThat(path.offer(0, BYTES, 1, dueNs)).isEqualTo(1);
        assertThat(dueNs[0]).isEqualTo(20 * MS);
    }

    @Test
    void shouldKeepTheOrderUnlessToldOtherwise() {
        assertThat(outOfOrder(false)).isZero();
        assertThat(outOfOrder(true)).isPositive();
    }

    private int outOfOrder(boolean reorder) {
        ImpairedPath path = path(new Impairments(10, 8, reorder, 0, 0, 0, 0, 0, 0, false));
        int overtaken = 0;
        long latestNs = 0;
        for (int i = 0; i < 1_000; i++) {
            path.offer(i * MS, BYTES, PORT, dueNs);
            assertThat(dueNs[0] - i * MS).isBetween(10 * MS, 18 * MS);
            overtaken += dueNs[0] < latestNs ? 1 : 0;
            latestNs = Math.max(latestNs, dueNs[0]);
        }
        return overtaken;
    }

    @Test
    void shouldDuplicateTheGivenShare() {
        ImpairedPath path = path(new Impairments(0, 0, false, 0, 0, 0, 0.2, 0, 0, false));
        int copies = 0;
        for (int i = 0; i < PACKETS; i++) {
            copies += path.offer(i * MS, BYTES, PORT, dueNs);
        }
        assertThat(copies / (double) PACKETS).isCloseTo(1.2, within(0.01));
        assertThat(path.duplicated()).isEqualTo(copies - PACKETS);
    }

    @Test
    void shouldChangeWithThePacketsThatFollow() {
        ImpairedPath path = path(Impairments.NONE);
        assertThat(path.offer(0, BYTES, PORT, dueNs)).isEqualTo(1);
        path.change(Impairments.NONE.losing(1));
        assertThat(path.offer(MS, BYTES, PORT, dueNs)).isZero();
        path.change(Impairments.NONE.delayed(3));
        assertThat(path.offer(2 * MS, BYTES, PORT, dueNs)).isEqualTo(1);
        assertThat(dueNs[0]).isEqualTo(5 * MS);
    }

    @Test
    void shouldDoTheSameForTheSameSeed() {
        assertThat(fates(3)).isEqualTo(fates(3)).isNotEqualTo(fates(4));
    }

    private List<Integer> fates(long seed) {
        ImpairedPath path = new ImpairedPath(Impairments.NONE.losing(0.5), new SplittableRandom(seed));
        List<Integer> fates = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            fates.add(path.offer(i, BYTES, PORT, dueNs));
        }
        return fates;
    }

    @Test
    void shouldRefuseWhatIsNoProbability() {
        assertThatThrownBy(() -> Impairments.NONE.losing(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Impairments.NONE.losing(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}

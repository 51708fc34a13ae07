package dev.treecast.interaction.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.Action;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six leaves, three relays of which one is behind the others, one root; packets are lost and repeated, relays crash, leaves move: each press counts once. */
class TickTreeTest {
    private static final int LEAVES = 6;
    private static final int ROUNDS = 400;
    private static final long SHOW = 5;
    private static final int TICK_MS = 50;
    private static final int CONTROLS = 3;

    private record Flying(long atNs, Runnable arrive) {}

    private final TickRoot root = new TickRoot();
    private final Deque<Flying> flying = new ArrayDeque<>();
    private final TickMerger[] relays = new TickMerger[3];
    private final List<TickLeaf> leaves = new ArrayList<>();
    private final int[] parent = new int[LEAVES];
    private final long[] resentRound = new long[LEAVES];
    private final Map<Integer, Summary> counted = new TreeMap<>();
    private Random random = new Random(0);
    private int faultsPerMille;
    private long nowNs;
    private long rootPackets;

    private void send(Runnable arrive) {
        int copies = random.nextInt(1_000) < faultsPerMille ? 2 * random.nextInt(2) : 1;
        for (; copies > 0; copies--) {
            flying.add(new Flying(nowNs + 1_000_000L * (1 + random.nextInt(8)), arrive));
        }
    }

    private void deliver() {
        for (int i = flying.size(); i > 0; i--) {
            Flying next = flying.remove();
            if (next.atNs <= nowNs) {
                next.arrive.run();
            } else {
                flying.add(next);
            }
        }
        for (TickMerger relay : relays) {
            if (relay.nextDeadlineNs() <= nowNs) {
                relay.timeout(nowNs);
            }
        }
    }

    private TickMerger relay(int number) {
        String name = "relay-" + number;
        return new TickMerger(
                nowNs,
                TickMerger.Options.defaults(),
                bytes -> send(() -> {
                    if (number == 2) {
                        relays[0].take(nowNs, name, bytes);
                    } else {
                        rootTakes(bytes);
                    }
                }));
    }

    private void rootTakes(byte[] bytes) {
        rootPackets++;
        Tick tick = TickPacket.read(bytes).orElseThrow().tick();
        if (root.accept(tick)) {
            tick.summaries().forEach((control, summary) -> counted.merge(control, summary, Summary::merge));
        }
    }

    private void offer(int leaf, byte[] bytes) {
        TickMerger to = relays[parent[leaf]];
        send(() -> to.take(nowNs, "edge-" + leaf, bytes));
    }

    private void resend(int leaf, long round) {
        if (resentRound[leaf] < round - 1) {
            resentRound[leaf] = round;
            leaves.get(leaf).resend(SHOW, 11_000).forEach(bytes -> offer(leaf, bytes));
        }
    }

    private void marks(long round) {
        for (TickRoot.Mark mark : root.marks()) {
            int leaf = (int) mark.leaf() - 1;
            if (random.nextInt(1_000) >= faultsPerMille) {
                leaves.get(leaf).acknowledged(mark.upTo());
                if (mark.refused()) {
                    resend(leaf, round);
                }
            }
        }
    }

    private void begin(long seed, int faults) {
        random = new Random(seed);
        faultsPerMille = faults;
        for (int i = 0; i < relays.length; i++) {
            relays[i] = relay(i);
        }
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(new TickLeaf(i + 1));
            root.open(i + 1);
            parent[i] = i % relays.length;
        }
    }

    private void pass(int ms) {
        for (int i = 0; i < ms; i++) {
            nowNs += 1_000_000;
            deliver();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldCountEveryPressOnceThroughFailures(int seed) {
        begin(seed, 30);
        List<Fold> folds = new ArrayList<>();
        for (int i = 0; i < LEAVES; i++) {
            folds.add(new Fold(random));
        }
        long pressed = 0;
        long holding = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LEAVES; i++) {
                for (int count = random.nextInt(4); count > 0; count--) {
                    int change = random.nextInt(2);
                    folds.get(i).discrete(1 + random.nextInt(CONTROLS), i, true, change, Action.PRESS, 4, nowNs, 0);
                    pressed++;
                    holding += change;
                }
                if (!folds.get(i).isEmpty() && !leaves.get(i).isFull()) {
                    Tick tick = leaves.get(i).next(folds.get(i).drain());
                    offer(i, new TickPacket(false, SHOW, tick).toBytes());
                }
                if (!leaves.get(i).isEmpty() && round - resentRound[i] > 12) {
                    resend(i, round);
                }
            }
            if (random.nextInt(25) == 0) {
                int crashed = random.nextInt(relays.length);
                relays[crashed] = relay(crashed);
            }
            if (random.nextInt(15) == 0) {
                int moved = random.nextInt(LEAVES);
                parent[moved] = random.nextInt(relays.length);
                resend(moved, round);
            }
            pass(TICK_MS);
            marks(round);
        }
        faultsPerMille = 0;
        for (int round = ROUNDS; round < ROUNDS + 10; round++) {
            for (int i = 0; i < LEAVES; i++) {
                if (!folds.get(i).isEmpty() && !leaves.get(i).isFull()) {
                    offer(
                            i,
                            new TickPacket(
                                            false,
                                            SHOW,
                                            leaves.get(i).next(folds.get(i).drain()))
                                    .toBytes());
                }
                resend(i, round);
            }
            pass(TICK_MS);
            marks(round);
        }
        assertThat(pressed).isGreaterThan(1_000);
        assertThat(counted.values().stream().mapToLong(Summary::presses).sum()).isEqualTo(pressed);
        assertThat(counted.values().stream().mapToLong(Summary::holdingChange).sum())
                .isEqualTo(holding);
        // What a leaf held goes with it.
        for (int i = 0; i < LEAVES; i++) {
            root.close(i + 1).forEach((control, summary) -> counted.merge(control, summary, Summary::merge));
        }
        assertThat(counted.values().stream().mapToLong(Summary::holdingChange).sum())
                .isZero();
    }

    @Test
    void shouldBringOnePacketATickToTheRootFromEachOfItsChildren() {
        begin(1, 0);
        Fold fold = new Fold(random);
        int rounds = 40;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < LEAVES; i++) {
                fold.move(1, 7, true, 100, -100, 0, nowNs, 0);
                offer(i, new TickPacket(false, SHOW, leaves.get(i).next(fold.drain())).toBytes());
            }
            pass(TICK_MS);
            marks(round);
        }
        assertThat(Objects.requireNonNull(counted.get(1)).moves()).isEqualTo((long) rounds * LEAVES);
        // Two relays are its children; the first round finds nobody that is waited for.
        assertThat(rootPackets).isLessThanOrEqualTo(2 * rounds + LEAVES);
    }

    @Test
    void shouldPassOnUnmergedWhatMightBeRefused() {
        List<byte[]> up = new ArrayList<>();
        TickMerger relay = new TickMerger(0, TickMerger.Options.defaults(), up::add);
        TickLeaf one = new TickLeaf(1);
        TickLeaf other = new TickLeaf(2);
        Fold fold = new Fold(new Random(1));
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            fold.move(1, 7, true, 1, 1, 0, 0, 0);
            packets.add(new TickPacket(false, SHOW, one.next(fold.drain())).toBytes());
        }
        relay.take(0, "a", packets.get(0));
        assertThat(up).hasSize(1);
        fold.move(1, 7, true, 1, 1, 0, 0, 0);
        relay.take(1, "b", new TickPacket(false, SHOW, other.next(fold.drain())).toBytes());
        assertThat(up).hasSize(1);
        // The second one is missing: what is held goes first, then this by itself, as it came.
        relay.take(2, "a", packets.get(2));
        assertThat(up).hasSize(3);
        assertThat(up.get(2)).isEqualTo(packets.get(2));
        byte[] repair = one.resend(SHOW, 11_000).getFirst();
        relay.take(3, "a", repair);
        assertThat(up.getLast()).isEqualTo(repair);
        assertThat(relay.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldKeepNoMoreThanItMay() {
        TickLeaf leaf = new TickLeaf(1);
        Fold fold = new Fold(new Random(1));
        for (int i = 0; i < TickLeaf.KEPT_MAX; i++) {
            assertThat(leaf.isFull()).isFalse();
            for (int control = 0; control < 200; control++) {
                fold.move(control, i, true, 1, 1, 0, 0, 0);
            }
            for (Map<Integer, Summary> part : TickPacket.parts(fold.drain(), 11_000)) {
                assertThat(new TickPacket(false, SHOW, leaf.next(part)).toBytes())
                        .hasSizeLessThanOrEqualTo(11_000);
            }
        }
        assertThat(leaf.isFull()).isTrue();
        // Of many ticks of the same controls one is made, which is little longer than one of them.
        assertThat(leaf.resend(SHOW, 11_000))
                .hasSizeLessThan(4)
                .allSatisfy(bytes -> assertThat(bytes).hasSizeLessThanOrEqualTo(11_000));
        TickMerger relay =
                new TickMerger(0, new TickMerger.Options(15_000_000, 200_000_000, 11_000, 10, 4), bytes -> {});
        for (int i = 0; i < 1_000; i++) {
            fold.move(1, 7, true, 1, 1, 0, 0, 0);
            Tick tick = new TickLeaf(i + 1).next(fold.drain());
            relay.take(0, "child-" + i, new TickPacket(false, SHOW, tick).toBytes());
        }
        assertThat(relay.merged()).isEqualTo(4);
    }
}

package dev.treecast.interaction.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four leaves, two relays that fail and are replaced, one root: every press arrives once. */
class TickRelayTest {
    private static final int LEAVES = 4;
    private static final int ROUNDS = 600;

    private final TickRelay root = new TickRelay();
    private long counted;

    /** What the root takes it counts at once. */
    private boolean rootTakes(Tick tick) {
        if (!root.accept(tick)) {
            return false;
        }
        root.drain().orElseThrow().summaries().values().forEach(summary -> counted += summary.presses());
        root.acknowledged(root.marks());
        return true;
    }

    private static Map<Integer, Summary> presses(Random random, int count) {
        Fold fold = new Fold(random);
        for (int i = 0; i < count; i++) {
            fold.discrete(1 + random.nextInt(3), random.nextLong(), true, 1, Action.PRESS, 4, i, 0);
        }
        return fold.drain();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCountEveryPressOnceThroughFailures(int seed) {
        Random random = new Random(seed);
        TickRelay[] relays = {new TickRelay(), new TickRelay()};
        List<TickLeaf> leaves = new ArrayList<>();
        int[] parent = new int[LEAVES];
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(new TickLeaf(i + 1));
            parent[i] = i % 2;
        }
        long pressed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LEAVES; i++) {
                int count = random.nextInt(4);
                pressed += count;
                Tick tick = leaves.get(i).next(presses(random, count));
                // Some are lost on the way, some come twice.
                for (int copies = random.nextInt(10) == 0 ? random.nextInt(3) : 1; copies > 0; copies--) {
                    offer(leaves.get(i), i + 1, relays[parent[i]], tick);
                }
            }
            for (int i = 0; i < relays.length; i++) {
                forward(relays[i], random.nextInt(12) > 0, random.nextInt(12) > 0);
                if (random.nextInt(25) == 0) {
                    // It dies with all that it held; its successor starts from what the root has.
                    relays[i] = new TickRelay();
                    relays[i].resend(root.marks());
                }
            }
            if (random.nextInt(15) == 0) {
                // A leaf finds another way while the old relay may still send what it had from it.
                int moved = random.nextInt(LEAVES);
                parent[moved] = 1 - parent[moved];
                relays[parent[moved]].resend(root.marks()).ifPresent(this::rootTakes);
            }
            for (int i = 0; i < LEAVES; i++) {
                leaves.get(i).acknowledged(root.mark(i + 1L));
            }
        }
        for (int round = 0; round < 3; round++) {
            for (TickRelay relay : relays) {
                relay.resend(root.marks()).ifPresent(this::rootTakes);
            }
            for (int i = 0; i < LEAVES; i++) {
                TickRelay relay = relays[parent[i]];
                leaves.get(i).resend(relay.mark(i + 1L)).ifPresent(relay::accept);
                forward(relay, true, true);
            }
        }
        assertThat(counted).isEqualTo(pressed);
    }

    /** A tick that does not follow on is answered with where the relay stands, and everything above comes again. */
    private static void offer(TickLeaf leaf, long number, TickRelay relay, Tick tick) {
        if (!relay.accept(tick)) {
            leaf.resend(relay.mark(number)).ifPresent(relay::accept);
        }
    }

    private void forward(TickRelay relay, boolean arrives, boolean acknowledged) {
        relay.drain().ifPresent(tick -> {
            if (arrives && !rootTakes(tick)) {
                relay.resend(root.marks()).ifPresent(this::rootTakes);
            }
            if (acknowledged) {
                relay.acknowledged(root.marks());
            }
        });
    }
}

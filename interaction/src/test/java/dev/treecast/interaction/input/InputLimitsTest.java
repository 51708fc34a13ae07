package dev.treecast.interaction.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.treecast.interaction.protocol.Action;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Windows, buckets, strikes, and what an input costs in garbage. */
class InputLimitsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void shouldTakeEachNumberOnceInAnyOrder() {
        Random random = new Random(3);
        InputWindow window = new InputWindow();
        Set<Integer> taken = new HashSet<>();
        int highest = 65_500;
        for (int i = 0; i < 20_000; i++) {
            highest = Math.max(highest, 65_500 + i / 4);
            int number = highest - random.nextInt(InputWindow.SIZE);
            if (window.take(number & 0xFFFF)) {
                assertThat(taken.add(number)).isTrue();
            }
        }
        assertThat(taken).contains(65_536, 66_000, 70_000);
    }

    @Test
    void shouldLetABurstPassAndThenARate() {
        TokenBucket bucket = new TokenBucket(0, 10, 20);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += bucket.take(0, 1) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(20);
        assertThat(bucket.retryAfterMs()).isEqualTo(100);
        for (int i = 1; i <= 1_000; i++) {
            taken += bucket.take(i * SECOND_NS / 100, 1) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(120);
    }

    @Test
    void shouldForgiveStrikesAfterAMinute() {
        Strikes strikes = new Strikes();
        assertThat(strikes.strike(0)).isFalse();
        assertThat(strikes.strike(1)).isFalse();
        assertThat(strikes.strike(Strikes.FORGIVEN_NS)).isFalse();
        assertThat(strikes.strike(Strikes.FORGIVEN_NS + 1)).isFalse();
        assertThat(strikes.strike(Strikes.FORGIVEN_NS + 2)).isTrue();
    }

    @Test
    void shouldWaitForCooldowns() {
        Cooldown cooldown = new Cooldown();
        cooldown.start(0, "anna", 5 * SECOND_NS);
        assertThat(cooldown.waitNs(SECOND_NS, "anna")).isEqualTo(4 * SECOND_NS);
        assertThat(cooldown.waitNs(SECOND_NS, "bert")).isZero();
        assertThat(cooldown.waitNs(5 * SECOND_NS, "anna")).isZero();
    }

    @Test
    void shouldAllocateLittlePerInput() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Fold fold = new Fold(new Random(1));
        int viewers = 500;
        ViewerControls[] states = new ViewerControls[viewers];
        InputWindow[] windows = new InputWindow[viewers];
        for (int i = 0; i < viewers; i++) {
            states[i] = new ViewerControls();
            windows[i] = new InputWindow();
        }
        double best = Double.MAX_VALUE;
        int number = 0;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            int count = 200_000;
            for (int i = 0; i < count; i++) {
                int viewer = i % viewers;
                number += viewer == 0 ? 1 : 0;
                ViewerControls state = states[viewer];
                int control = 1 + i % 7;
                int slot = state.slot(control);
                // A tick of 50 ms at a million inputs a second.
                boolean first = state.isFirst(slot, i / 50_000 + 4L * round);
                long key = (viewer + 1) * 0x9E3779B97F4A7C15L;
                if (i % 3 == 0 && windows[viewer].take(number & 0xFFFF)) {
                    fold.discrete(control, key, first, state.hold(slot, true), Action.PRESS, 4, i, 0);
                } else if (state.isNewer(slot, number & 0xFFFF)) {
                    fold.move(control, key, first, i & 0x7FFF, -(i & 0x7FFF), 4, i, 0);
                }
                if (i % 50_000 == 49_999) {
                    fold.drain();
                }
            }
            best = Math.min(best, (threads.getCurrentThreadAllocatedBytes() - before) / (double) count);
        }
        assertThat(best).isLessThanOrEqualTo(16);
    }
}

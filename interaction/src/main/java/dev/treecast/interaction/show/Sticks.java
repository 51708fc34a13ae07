package dev.treecast.interaction.show;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Dead-man times: which sticks move, and which have been silent for too long. Flat arrays, since every move comes by here; and the next deadline is a lower
 * bound, found anew only when it is reached, since a move puts it off.
 */
final class Sticks {
    private long[] deadAtNs = new long[16];
    private boolean[] alive = new boolean[16];
    private int[] living = new int[16];
    private int count;
    private long nextNs = Long.MAX_VALUE;

    /** A stick moved; without another move it is dead after so long. */
    void moved(int control, long nowNs, long deadmanNs) {
        if (control >= deadAtNs.length) {
            int capacity = Math.max(control + 1, 2 * deadAtNs.length);
            deadAtNs = Arrays.copyOf(deadAtNs, capacity);
            alive = Arrays.copyOf(alive, capacity);
        }
        deadAtNs[control] = nowNs + deadmanNs;
        nextNs = Math.min(nextNs, deadAtNs[control]);
        if (!alive[control]) {
            alive[control] = true;
            if (count == living.length) {
                living = Arrays.copyOf(living, 2 * count);
            }
            living[count++] = control;
        }
    }

    /** No stick is dead before; at that time {@link #timeout} looks. */
    long nextDeadlineNs() {
        return nextNs;
    }

    void timeout(long nowNs, IntConsumer dead) {
        if (nowNs < nextNs) {
            return;
        }
        nextNs = Long.MAX_VALUE;
        for (int i = count - 1; i >= 0; i--) {
            int control = living[i];
            if (deadAtNs[control] <= nowNs) {
                alive[control] = false;
                living[i] = living[--count];
                dead.accept(control);
            } else {
                nextNs = Math.min(nextNs, deadAtNs[control]);
            }
        }
    }

    void clear() {
        for (int i = 0; i < count; i++) {
            alive[living[i]] = false;
        }
        count = 0;
        nextNs = Long.MAX_VALUE;
    }
}

package dev.treecast.interaction.show;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Dead-man times: which sticks move, and which have been silent for too long. Flat arrays, since every move comes by here. */
final class Sticks {
    private long[] deadAtNs = new long[16];
    private boolean[] alive = new boolean[16];
    private int[] living = new int[16];
    private int count;

    /** A stick moved; without another move it is dead after so long. */
    void moved(int control, long nowNs, long deadmanNs) {
        if (control >= deadAtNs.length) {
            int capacity = Math.max(control + 1, 2 * deadAtNs.length);
            deadAtNs = Arrays.copyOf(deadAtNs, capacity);
            alive = Arrays.copyOf(alive, capacity);
        }
        deadAtNs[control] = nowNs + deadmanNs;
        if (!alive[control]) {
            alive[control] = true;
            if (count == living.length) {
                living = Arrays.copyOf(living, 2 * count);
            }
            living[count++] = control;
        }
    }

    long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            next = Math.min(next, deadAtNs[living[i]]);
        }
        return next;
    }

    void timeout(long nowNs, IntConsumer dead) {
        for (int i = count - 1; i >= 0; i--) {
            int control = living[i];
            if (deadAtNs[control] <= nowNs) {
                alive[control] = false;
                living[i] = living[--count];
                dead.accept(control);
            }
        }
    }

    void clear() {
        for (int i = 0; i < count; i++) {
            alive[living[i]] = false;
        }
        count = 0;
    }
}

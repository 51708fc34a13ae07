package dev.treecast.tree.sframe;

import java.util.Arrays;

/**
 * Which sequence numbers of one track were sealed: GCM gives its key away where two texts are sealed under one number, and a publisher may well
 * send two. What is older than the window counts as sealed, since nobody knows.
 */
final class SealedNumbers {
    /** Twice what a retransmission ring of video holds: nobody asks for a repair that is older. */
    private static final int NUMBERS = 4_096;

    private final long[] bits = new long[NUMBERS >>> 6];
    private boolean started;
    private long highest;

    /** Notes a number; false where it was noted before or is too old. Numbers may be negative. */
    boolean take(long number) {
        if (!started || number - highest >= NUMBERS) {
            Arrays.fill(bits, 0);
            started = true;
            highest = number;
        } else if (number > highest) {
            for (long skipped = highest + 1; skipped <= number; skipped++) {
                bits[word(skipped)] &= ~(1L << skipped);
            }
            highest = number;
        } else if (number <= highest - NUMBERS || (bits[word(number)] & 1L << number) != 0) {
            return false;
        }
        bits[word(number)] |= 1L << number;
        return true;
    }

    private static int word(long number) {
        return ((int) number & NUMBERS - 1) >>> 6;
    }
}

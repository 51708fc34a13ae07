package dev.treecast.interaction.input;

/** The 16 directions of a move: sector 0 is centred on +x, counter-clockwise. Compares with tangents instead of computing an angle. */
final class Sectors {
    static final int COUNT = 16;

    private static final int SCALE = 1 << 16;
    /** Tangents of 11.25°, 33.75°, 56.25°, 78.75°, times 2¹⁶. */
    private static final long[] TANGENTS = {13_036, 43_790, 98_082, 329_472};

    private Sectors() {}

    /** The sector, or −1 for a stick that rests. */
    static int of(int x, int y) {
        if (x == 0 && y == 0) {
            return -1;
        }
        long across = Math.abs((long) x);
        long up = Math.abs((long) y) * SCALE;
        int quarter = 0;
        while (quarter < TANGENTS.length && up > across * TANGENTS[quarter]) {
            quarter++;
        }
        if (x >= 0) {
            return y >= 0 ? quarter : COUNT - quarter & COUNT - 1;
        }
        return y >= 0 ? COUNT / 2 - quarter : COUNT / 2 + quarter;
    }
}

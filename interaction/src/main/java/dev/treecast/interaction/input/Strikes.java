package dev.treecast.interaction.input;

import java.util.Arrays;

/** Three broken rules within a minute, and a client is let go. */
public final class Strikes {
    /** The strike that ends it. */
    public static final int MAX = 3;

    /** When a strike is forgiven. */
    public static final long FORGIVEN_NS = 60_000_000_000L;

    private final long[] atNs = new long[MAX];
    private int count;

    /** @return whether it was the last one */
    public boolean strike(long nowNs) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (nowNs - atNs[i] < FORGIVEN_NS) {
                atNs[kept++] = atNs[i];
            }
        }
        count = Math.min(kept, MAX - 1);
        atNs[count++] = nowNs;
        return count == MAX;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOf(atNs, count));
    }
}

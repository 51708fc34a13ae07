package dev.treecast.tree.audience;

/**
 * How long after the capture viewers could show a picture at the earliest, counted in steps of {@value #STEP_MS} ms. What two nodes counted can be added up
 * without a loss, which percentiles cannot. Immutable.
 */
public final class NeedCounts {
    /** Less than an eye sees between two screens; the players' own buffers swing as much. */
    public static final int STEP_MS = 25;

    /** 2 s in all; the last step holds everything beyond as well. */
    public static final int STEPS = 80;

    private static final long STEP_NS = STEP_MS * 1_000_000L;

    /** Nobody. */
    public static final NeedCounts NONE = new NeedCounts(new int[STEPS]);

    private final int[] counts;
    private final long viewers;

    private NeedCounts(int[] counts) {
        this.counts = counts;
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        this.viewers = sum;
    }

    /** Counts viewers one by one. */
    public static final class Tally {
        private final int[] counts = new int[STEPS];

        /** A viewer that could show a picture so long after its capture. */
        public void add(long needNs) {
            counts[(int) Math.clamp(needNs / STEP_NS, 0, STEPS - 1)]++;
        }

        public NeedCounts toCounts() {
            return new NeedCounts(counts.clone());
        }
    }

    /**
     * As another node counted them.
     *
     * @param counts by step, {@link #STEPS} of them
     * @throws IllegalArgumentException where it is not so many, or one is negative
     */
    public static NeedCounts of(int[] counts) {
        if (counts.length != STEPS) {
            throw new IllegalArgumentException("there are " + STEPS + " steps, not " + counts.length);
        }
        for (int count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("fewer than no viewers");
            }
        }
        return new NeedCounts(counts.clone());
    }

    /** How many are in a step. */
    public int count(int step) {
        return counts[step];
    }

    public long viewers() {
        return viewers;
    }

    /** Both together. */
    public NeedCounts plus(NeedCounts other) {
        int[] sum = counts.clone();
        for (int i = 0; i < STEPS; i++) {
            sum[i] = (int) Math.min(Integer.MAX_VALUE, (long) sum[i] + other.counts[i]);
        }
        return new NeedCounts(sum);
    }

    /**
     * What is enough for a share of the viewers: the upper end of the step that the last of them is in.
     *
     * @param share above 0, at most 1
     * @return nanoseconds after the capture; 0 without viewers
     */
    public long enoughForNs(double share) {
        if (viewers == 0) {
            return 0;
        }
        long wanted = Math.max(1, (long) Math.ceil(share * viewers));
        long seen = 0;
        for (int i = 0; i < STEPS; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (i + 1) * STEP_NS;
            }
        }
        return STEPS * STEP_NS;
    }
}

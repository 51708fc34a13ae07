package dev.treecast.interaction.ballot;

/** Seen times that cannot be are bent to the nearest that can, and counted. */
public final class SeenTime {
    /** Nobody watches further behind than this: 10 s is beyond any buffer of a real-time player. */
    public static final long BEHIND_US_MAX = 10_000_000L;

    private long clamped;

    /** A time from what a viewer says it saw. */
    public long clamp(long nowUs, long seenUs) {
        if (seenUs > nowUs) {
            clamped++;
            return nowUs;
        }
        if (seenUs < nowUs - BEHIND_US_MAX) {
            clamped++;
            return nowUs - BEHIND_US_MAX;
        }
        return seenUs;
    }

    public long clamped() {
        return clamped;
    }
}

package dev.treecast.interaction.show;

/**
 * Time that runs down while it is let run: however often it is stopped between, it runs exactly as long as it was given. Stream time,
 * microseconds.
 */
final class Countdown {
    /** The end of what stands still. */
    static final long NEVER = Long.MAX_VALUE;

    private long leftUs;
    private long endsUs = NEVER;

    Countdown(long durationUs) {
        leftUs = durationUs;
    }

    void run(long nowUs) {
        if (endsUs == NEVER) {
            endsUs = nowUs + leftUs;
        }
    }

    void stop(long nowUs) {
        leftUs = leftUs(nowUs);
        endsUs = NEVER;
    }

    /** When it is over if nobody stops it, or {@link #NEVER}. */
    long endsUs() {
        return endsUs;
    }

    long leftUs(long nowUs) {
        return endsUs == NEVER ? leftUs : Math.max(0, endsUs - nowUs);
    }
}

package dev.treecast.interaction.show;

/**
 * Bounds and times of a show; those of docs/interaction/protocol.md unless a test says otherwise. Times are nanoseconds.
 *
 * @param epochUs stream time at {@code nowNs} 0
 * @param startingCredits what a viewer can spend at first: 1,000, so that demos work before anything grants credits
 * @param viewersMax viewers of a show at a time: 50,000 are what one bus can fold with time to spare
 * @param sessionsMax sessions kept for those who may come back: 10,000 are 30 s of 300 leaving a second, a few hundred bytes each
 */
public record ShowOptions(
        long epochUs,
        long startingCredits,
        int viewersMax,
        int sessionsMax,
        long tickNs,
        long freezeNs,
        long endNs,
        long sessionNs,
        long redeliverNs,
        long textHookNs) {

    public static final int DISCRETE_PER_SECOND = 10;
    public static final int DISCRETE_BURST = 20;
    public static final int CONTINUOUS_PER_SECOND = 30;
    public static final int BYTES_PER_SECOND = 4_096;
    public static final int BYTES_BURST = 16_384;
    public static final int VIEWER_TEXT_BYTES_MAX = 16_384;
    public static final int GAME_TEXT_BYTES_MAX = 65_536;
    public static final int PATCHES_PER_SECOND = 50;
    public static final int PATCHES_BURST = 200;
    public static final int EVENTS_PER_SECOND = 100;
    public static final int EVENTS_BURST = 200;
    public static final int EVENT_BYTES_MAX = 8_192;
    public static final long VIEWER_BUFFERED_MAX = 256 * 1024;
    public static final long GAME_BUFFERED_MAX = 1024 * 1024;
    public static final int OUT_HZ = 4;
    public static final int OUT_HZ_MAX = 10;
    public static final int CREW_MAX = 64;
    public static final int QUEUE_MAX = 100;
    public static final int EFFECTS_MAX = 64;
    public static final int EFFECT_MS_MAX = 3_600_000;
    public static final int EFFECT_DATA_BYTES_MAX = 4_096;

    /** Texts of a show that wait for the hook at a time: 200 ms of 5,000 a second. */
    public static final int TEXTS_WAITING_MAX = 1_000;

    /** As the protocol page says. */
    public static ShowOptions defaults(long epochUs) {
        return new ShowOptions(
                epochUs,
                1_000,
                50_000,
                10_000,
                50_000_000L,
                1_500_000_000L,
                30_000_000_000L,
                30_000_000_000L,
                3_000_000_000L,
                200_000_000L);
    }

    public long timeUs(long nowNs) {
        return epochUs + Math.floorDiv(nowNs, 1_000);
    }

    /** The first {@code nowNs} at which this stream time has come. */
    public long nowNs(long timeUs) {
        return (timeUs - epochUs) * 1_000;
    }
}

package dev.treecast.tree.audience;

/**
 * How the audience's common latency is chosen. Times are nanoseconds.
 *
 * @param share of the viewers for whom it shall be enough: 0.95; the rest sees a picture later than the others
 * @param aboveMedianNsMax it is at most so much above what is enough for half of them: 500 ms. Whoever lies, or sits behind a satellite, delays the others by no more,
 *     however few they are, unless it is every second of them
 * @param targetNsMax 1.5 s: beyond that it is no longer live
 * @param raiseAfterNs it rises when it has been too short for so long: 2 s, longer than a hiccup of one path
 * @param lowerAfterNs it falls when it has been too long for so long: 15 s, so that it does not follow everybody who comes and goes
 * @param slackNs too long is what is more than so much above what is needed: 75 ms, three steps of the count
 * @param changePerSecondNs so fast it changes: 100 ms a second, as fast as libwebrtc lets a player's delay change
 */
public record SyncOptions(
        double share,
        long aboveMedianNsMax,
        long targetNsMax,
        long raiseAfterNs,
        long lowerAfterNs,
        long slackNs,
        long changePerSecondNs) {

    private static final long MS = 1_000_000;

    public SyncOptions {
        if (share <= 0
                || share > 1
                || aboveMedianNsMax < 0
                || targetNsMax <= 0
                || slackNs < 0
                || changePerSecondNs <= 0) {
            throw new IllegalArgumentException("no such target");
        }
    }

    public static SyncOptions defaults() {
        return new SyncOptions(0.95, 500 * MS, 1_500 * MS, 2_000 * MS, 15_000 * MS, 75 * MS, 100 * MS);
    }
}

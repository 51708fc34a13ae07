package dev.treecast.tree.audience;

/**
 * How long after its capture the audience of a stream shall see a picture. It follows what is enough for nearly all, bounded by what is enough for half of them;
 * it rises soon and falls late, and never faster than players follow without a jump.
 */
public final class SyncTarget {
    private static final long SECOND_NS = 1_000_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final SyncOptions options;

    private long targetNs;
    private long decidedNs = NEVER;
    private long shortSinceNs = NEVER;
    private long longSinceNs = NEVER;

    public SyncTarget(SyncOptions options) {
        this.options = options;
    }

    /** Nanoseconds after the capture; 0 before anybody said what he needs. */
    public long ns() {
        return targetNs;
    }

    /**
     * Decides anew; once a second or so.
     *
     * @param counts of all viewers
     * @return the target, as {@link #ns} says
     */
    public long decide(long nowNs, NeedCounts counts) {
        long elapsedNs = decidedNs == NEVER ? 0 : Math.max(0, nowNs - decidedNs);
        decidedNs = nowNs;
        if (counts.viewers() == 0) {
            // Whoever comes next finds what the last ones had: they may just be changing their network.
            shortSinceNs = NEVER;
            longSinceNs = NEVER;
            return targetNs;
        }
        long neededNs = neededNs(counts);
        if (targetNs == 0) {
            targetNs = neededNs;
            return targetNs;
        }
        shortSinceNs = since(shortSinceNs, neededNs > targetNs, nowNs);
        longSinceNs = since(longSinceNs, neededNs < targetNs - options.slackNs(), nowNs);
        long changeNs = (long) ((double) options.changePerSecondNs() * Math.min(elapsedNs, SECOND_NS) / SECOND_NS);
        if (shortSinceNs != NEVER && nowNs - shortSinceNs >= options.raiseAfterNs()) {
            targetNs = Math.min(neededNs, targetNs + changeNs);
        } else if (longSinceNs != NEVER && nowNs - longSinceNs >= options.lowerAfterNs()) {
            targetNs = Math.max(neededNs, targetNs - changeNs);
        }
        return targetNs;
    }

    private long neededNs(NeedCounts counts) {
        long nearlyAllNs = counts.enoughForNs(options.share());
        long boundNs = counts.enoughForNs(0.5) + options.aboveMedianNsMax();
        return Math.min(Math.min(nearlyAllNs, boundNs), options.targetNsMax());
    }

    private static long since(long before, boolean holds, long nowNs) {
        if (!holds) {
            return NEVER;
        }
        return before == NEVER ? nowNs : before;
    }
}

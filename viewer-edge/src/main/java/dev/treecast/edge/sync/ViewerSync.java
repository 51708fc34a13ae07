package dev.treecast.edge.sync;

import org.jspecify.annotations.Nullable;

/**
 * One viewer of a synchronized stream: how long its player needs at least, and how long it is told to hold pictures back, so that they are shown when the whole
 * audience sees them. Pictures reach it at an age that the edge measures; what is missing to the target is the delay.
 */
public final class ViewerSync {
    /** What is less is not worth a word: a path's round trip swings as much. */
    private static final long CHANGE_NS = 20_000_000;

    /** Nobody has to be heard more often; players report every two seconds. */
    private static final long HEARD_NS = 500_000_000;

    private static final long UNKNOWN = -1;

    private final SyncCounters counters;
    private final long delayNsMax;

    private boolean running;
    private long heardNs = Long.MIN_VALUE / 2;
    private long needNs = UNKNOWN;
    private long delayNs;

    /** @param delayNsMax no player is told to hold pictures back longer */
    public ViewerSync(SyncCounters counters, long delayNsMax) {
        this.counters = counters;
        this.delayNsMax = delayNsMax;
    }

    /** Takes in a text; true when it was about this. */
    public boolean heard(long nowNs, byte[] utf8, int offset, int length) {
        long ms = SyncText.needMs(utf8, offset, length);
        if (ms == SyncText.NONE) {
            return false;
        }
        if (ms == SyncText.IMPLAUSIBLE) {
            counters.implausible.increment();
        } else if (nowNs - heardNs >= HEARD_NS) {
            heardNs = nowNs;
            needNs = ms * 1_000_000;
        }
        return true;
    }

    /**
     * Goes on, or begins. The first word asks a player that knows of this to say what it needs.
     *
     * @param targetNs when the audience sees a picture, after its capture; 0 while unknown
     * @param arrivedNs how old pictures are when this viewer has them; negative while unknown
     * @return what to tell the viewer; null for nothing
     */
    public byte @Nullable [] run(long targetNs, long arrivedNs) {
        boolean known = targetNs > 0 && arrivedNs >= 0;
        long wantedNs = known ? Math.clamp(targetNs - arrivedNs, 0, delayNsMax) : delayNs;
        boolean first = !running;
        if (!first && Math.abs(wantedNs - delayNs) < CHANGE_NS) {
            return null;
        }
        running = true;
        delayNs = wantedNs;
        counters.told.increment();
        return SyncText.hold(delayNs / 1_000_000, targetNs / 1_000_000);
    }

    /** It is played otherwise from now on; what to tell the viewer, null for nothing. */
    public byte @Nullable [] stop() {
        if (!running) {
            return null;
        }
        running = false;
        delayNs = 0;
        return SyncText.release();
    }

    /** What it was to be told did not get to it: it is told again. */
    public void unheard() {
        running = false;
    }

    /** Whether the player has said what it needs. */
    public boolean isKnown() {
        return needNs != UNKNOWN;
    }

    /** What its player needs at least, ns; negative while unknown. */
    public long needNs() {
        return needNs;
    }

    /** How long it is told to hold pictures back, ns. */
    public long delayNs() {
        return delayNs;
    }

    /**
     * How long after its capture it shows a picture, ns, as far as the server knows.
     *
     * @param arrivedNs how old pictures are when it has them
     */
    public long shownNs(long arrivedNs) {
        return arrivedNs + Math.max(delayNs, needNs);
    }
}

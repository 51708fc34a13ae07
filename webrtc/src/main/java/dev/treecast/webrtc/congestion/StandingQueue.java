package dev.treecast.webrtc.congestion;

/**
 * How long packets wait on the path: the round trip above the shortest of the last 10 to 20 s. After a large drop of capacity the queue that has built up
 * until it was noticed is to be gone within seconds, so for that time less is sent than the path carries; a rate just below it would take ten times as long.
 *
 * <p>Only then, and not again for half a minute where that did not help: a queue that stands because of others grows back whoever gives way.
 */
final class StandingQueue {
    private static final long WINDOW_NS = 10_000_000_000L;
    private static final long BEGIN_NS = 150_000_000L;
    private static final long STANDS_NS = 100_000_000L;
    private static final long END_NS = 50_000_000L;
    private static final long DRAIN_NS_MAX = 4_000_000_000L;
    private static final long OTHERS_NS = 30_000_000_000L;
    private static final double RATE = 0.6;

    private long windowBeganNs;
    private long shortestNs = Long.MAX_VALUE;
    private long shortestBeforeNs = Long.MAX_VALUE;
    private long waitNs;
    private boolean draining;
    private long drainUntilNs;
    private boolean ofOthers;
    private long notBeforeNs;

    /**
     * Takes the shortest round trip of a feedback.
     *
     * @return whether a queue has just drained
     */
    boolean add(long nowNs, long roundTripNs) {
        if (nowNs - windowBeganNs > WINDOW_NS || shortestNs == Long.MAX_VALUE) {
            windowBeganNs = nowNs;
            shortestBeforeNs = shortestNs;
            shortestNs = roundTripNs;
        }
        shortestNs = Math.min(shortestNs, roundTripNs);
        waitNs = roundTripNs - Math.min(shortestNs, shortestBeforeNs);
        if (!draining) {
            return false;
        }
        if (waitNs >= END_NS && nowNs - drainUntilNs > 0) {
            draining = false;
            ofOthers = true;
            notBeforeNs = nowNs + OTHERS_NS;
        } else if (waitNs < END_NS) {
            draining = false;
            ofOthers = false;
            return true;
        }
        return false;
    }

    /** The path carries much less than before. */
    void dropped(long nowNs) {
        if (!draining && waitNs > BEGIN_NS && !(ofOthers && nowNs - notBeforeNs < 0)) {
            draining = true;
            drainUntilNs = nowNs + DRAIN_NS_MAX;
        }
    }

    /** Whether packets wait long. */
    boolean stands() {
        return waitNs > STANDS_NS;
    }

    boolean isDraining() {
        return draining;
    }

    /** The part of the path's rate to use now. */
    double share() {
        return draining ? RATE : 1;
    }
}

package dev.treecast.tree;

/**
 * Merges the keyframe requests of many viewers into the few that reach the publisher: at most one per source and interval, repeated
 * until a keyframe starts, because the request or the keyframe may be lost. No I/O, no clock.
 */
public final class KeyframeRequests {

    /** "Nothing to do". */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * The least time between two requests, ns. 500 ms: a keyframe costs several times a delta frame, and an encoder asked more often
     * spends its bitrate on keyframes (docs/architecture.md; the number is the design's).
     */
    public static final long INTERVAL_NS = 500_000_000;

    /** After so many unanswered requests the publisher cannot or will not, or there is none at the moment: it is asked seldom. */
    private static final int REPEATS_MAX = 20;

    /** How often then, ns. */
    public static final long SELDOM_NS = 2_000_000_000;

    private boolean wanted;
    private int unanswered;
    private boolean everSent;
    private long sentNs;

    /** Somebody needs a keyframe; {@link #deadlineNs} says when to ask for it. */
    public void request() {
        wanted = true;
    }

    /** A keyframe has started to arrive: whoever asked is served. */
    public void keyframeStarted() {
        wanted = false;
        unanswered = 0;
    }

    /** Whether one was asked for and has not started to come. */
    public boolean isWanted() {
        return wanted;
    }

    /** When the next request is to be sent: a time that may be past, or {@link #NO_DEADLINE}. */
    public long deadlineNs() {
        if (!wanted) {
            return NO_DEADLINE;
        }
        return everSent ? sentNs + intervalNs() : 0;
    }

    private long intervalNs() {
        return unanswered < REPEATS_MAX ? INTERVAL_NS : SELDOM_NS;
    }

    /** Whether a request is to be sent now; true at most once per interval. */
    public boolean poll(long nowNs) {
        if (!wanted || (everSent && nowNs - sentNs < intervalNs())) {
            return false;
        }
        everSent = true;
        sentNs = nowNs;
        unanswered++;
        return true;
    }
}

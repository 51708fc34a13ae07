package dev.treecast.webrtc.congestion;

/**
 * Remembers from where the estimate fell. After a large drop whose queues have drained the path is most likely what it was: a radio's fade is over. So the
 * next probe need not wait, and may go to near where the estimate was (libwebrtc's rapid recovery); at most one in 5 s.
 */
final class DropRecovery {
    private static final double LARGE = 0.66;
    private static final double TARGET = 0.85;
    private static final long WINDOW_NS = 5_000_000_000L;

    private boolean fell;
    private boolean falling;
    private long fellNs;
    private double fromBps;
    private boolean recovered;
    private long recoveredNs;
    private double targetBps;

    /**
     * The estimate fell because queues grew.
     *
     * @return whether it has fallen far
     */
    boolean fell(long nowNs, double beforeBps, double afterBps) {
        if (!fell || (!falling && nowNs - fellNs > WINDOW_NS)) {
            fromBps = beforeBps;
        }
        fell = true;
        falling = true;
        fellNs = nowNs;
        return afterBps < LARGE * fromBps;
    }

    /**
     * The queues are empty.
     *
     * @return whether a probe is now worth its while
     */
    boolean steady(long nowNs, double bps) {
        if (!falling) {
            return false;
        }
        falling = false;
        if (bps >= LARGE * fromBps || (recovered && nowNs - recoveredNs < WINDOW_NS)) {
            return false;
        }
        recovered = true;
        recoveredNs = nowNs;
        targetBps = TARGET * fromBps;
        return true;
    }

    /** What to probe for; 0 if there is nothing to recover. */
    double targetBps(long nowNs) {
        return recovered && nowNs - recoveredNs < WINDOW_NS ? targetBps : 0;
    }

    /** The probe was sent. */
    void probed() {
        targetBps = 0;
    }
}

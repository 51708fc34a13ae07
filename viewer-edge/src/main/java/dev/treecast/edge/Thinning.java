package dev.treecast.edge;

/**
 * Decides when a viewer is sent less. A path that loses a fifth of what is sent, report after report, does not carry the stream: repeats only add
 * to the queue before it, and the picture is broken anyway. Such a viewer gets sound and keyframes, until its losses have been gone for a
 * while. Losses are those that its receiver reports count, before repair (RFC 3550 section 6.4.1).
 */
final class Thinning {
    /** A fifth lost, in 256ths: Google's congestion control halves its rate at such losses; a frame of five packets rarely arrives whole. */
    private static final int HEAVY_LOSS = 256 / 5;

    /** A fiftieth: where Google's congestion control begins to raise its rate again. */
    private static final int LIGHT_LOSS = 256 / 50;

    /** Longer than a lift ride or a microwave oven's burst. */
    private static final long HEAVY_NS = 5_000_000_000L;

    /** Longer than it takes to fill the path's queue again, so that it does not swing. */
    private static final long LIGHT_NS = 10_000_000_000L;

    private boolean thinned;
    /** Since when every report has asked for the other state; 0 while the last one did not. */
    private long otherSinceNs;

    boolean thinned() {
        return thinned;
    }

    /**
     * Takes in one report about video.
     *
     * @param fractionLost of the packets since the report before, in 256ths
     * @return whether the state changed
     */
    boolean report(int fractionLost, long nowNs) {
        boolean other = thinned ? fractionLost <= LIGHT_LOSS : fractionLost >= HEAVY_LOSS;
        if (!other) {
            otherSinceNs = 0;
        } else if (otherSinceNs == 0) {
            otherSinceNs = nowNs;
        } else if (nowNs - otherSinceNs >= (thinned ? LIGHT_NS : HEAVY_NS)) {
            thinned = !thinned;
            otherSinceNs = 0;
            return true;
        }
        return false;
    }
}

package dev.treecast.webrtc.rtp;

/**
 * Turns 32-bit RTP timestamps, which wrap, into 64-bit ones, which do not: each is taken as near as possible to the highest
 * so far. The first keeps its (unsigned) value, so one from before it may come out negative.
 */
public final class TimestampUnwrapper {
    private boolean started;
    private long highest;

    /** Unwraps and remembers the highest. */
    public long unwrap(int timestamp) {
        long unwrapped = peek(timestamp);
        if (!started || unwrapped > highest) {
            highest = unwrapped;
            started = true;
        }
        return unwrapped;
    }

    /** Unwraps without remembering. */
    public long peek(int timestamp) {
        return started ? highest + (timestamp - (int) highest) : Integer.toUnsignedLong(timestamp);
    }
}

package dev.treecast.webrtc.rtp;

/**
 * Turns 16-bit sequence numbers, which wrap, into 64-bit ones, which do not: each is taken as near as possible to the
 * highest so far. The first keeps its value, so one from before it may come out negative.
 */
public final class SequenceUnwrapper {
    private boolean started;
    private long highest;

    /** Unwraps and remembers the highest. */
    public long unwrap(int sequenceNumber) {
        long unwrapped = peek(sequenceNumber);
        if (!started || unwrapped > highest) {
            highest = unwrapped;
            started = true;
        }
        return unwrapped;
    }

    /** Unwraps without remembering. */
    public long peek(int sequenceNumber) {
        return started
                ? highest + SequenceNumbers.distance((int) highest & 0xffff, sequenceNumber)
                : sequenceNumber & 0xffff;
    }
}

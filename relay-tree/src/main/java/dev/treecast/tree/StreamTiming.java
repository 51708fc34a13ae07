package dev.treecast.tree;

import dev.treecast.webrtc.rtp.Playout;

/**
 * What the ingest node knows of a publisher's time, as it holds at one node: how its clock relates to the node's, and how it wants to be
 * played. It travels down the tree with sender reports, and each node puts the clocks' difference on its own clock.
 *
 * @param clockKnown whether the next two have been measured
 * @param clockOffsetNs the publisher's clock, nanoseconds since the Unix epoch, as its sender reports and capture times have it, less this
 *     node's monotonic clock
 * @param toIngestNs from the capture of a frame until the ingest node has it whole, smoothed
 * @param playout what viewers get who did not choose
 */
public record StreamTiming(boolean clockKnown, long clockOffsetNs, long toIngestNs, Playout playout) {

    /** Before anything was measured. */
    public static StreamTiming unknown(Playout playout) {
        return new StreamTiming(false, 0, 0, playout);
    }

    /** When, on this node's monotonic clock, the publisher's showed a time. */
    public long monotonicNs(long publisherUnixNs) {
        return publisherUnixNs - clockOffsetNs;
    }

    /**
     * The same on another clock.
     *
     * @param aheadNs how far the clock that it is on is ahead of the other
     */
    public StreamTiming shifted(long aheadNs) {
        return new StreamTiming(clockKnown, clockOffsetNs + aheadNs, toIngestNs, playout);
    }
}

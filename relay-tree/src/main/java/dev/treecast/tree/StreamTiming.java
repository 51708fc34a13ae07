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
 * @param targetNs how long after the capture viewers who see it together shall see a picture, as it was decided where the stream is published; 0 where it was not
 */
public record StreamTiming(boolean clockKnown, long clockOffsetNs, long toIngestNs, Playout playout, long targetNs) {

    /** Of the publisher's time alone. */
    public StreamTiming(boolean clockKnown, long clockOffsetNs, long toIngestNs, Playout playout) {
        this(clockKnown, clockOffsetNs, toIngestNs, playout, 0);
    }

    /** Before anything was measured. */
    public static StreamTiming unknown(Playout playout) {
        return new StreamTiming(false, 0, 0, playout);
    }

    /** When, on this node's monotonic clock, the publisher's showed a time. */
    public long monotonicNs(long publisherUnixNs) {
        return publisherUnixNs - clockOffsetNs;
    }

    /** The same with another target. */
    public StreamTiming withTarget(long ns) {
        return new StreamTiming(clockKnown, clockOffsetNs, toIngestNs, playout, ns);
    }

    /**
     * The same on another clock.
     *
     * @param aheadNs how far the clock that it is on is ahead of the other
     */
    public StreamTiming shifted(long aheadNs) {
        return new StreamTiming(clockKnown, clockOffsetNs + aheadNs, toIngestNs, playout, targetNs);
    }
}

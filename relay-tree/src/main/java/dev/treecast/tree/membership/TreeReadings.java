package dev.treecast.tree.membership;

import java.util.Map;

/** What a {@link TreeNode} reads of the process around it. */
public interface TreeReadings {

    /** This node's wall clock at {@code nowNs}, in ns since any epoch that all nodes share (NTP's or Unix's). */
    long wallClockNs(long nowNs);

    /** The last extended sequence number that came of each track of a stream, by track index. */
    Map<Integer, Long> lastSequences(String stream);
}

package dev.treecast.tree.node;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts beside what its tree does.
 *
 * @param dropped packets that could not be forwarded
 * @param refusedKeys key messages that were refused
 * @param distrusted parents that were left because what they sent did not authenticate
 * @param parentChanges streams that came from another parent than before
 * @param parcelsLost messages of viewers that had no node to go to
 */
record NodeCounters(
        LongAdder dropped,
        LongAdder refusedKeys,
        LongAdder distrusted,
        LongAdder parentChanges,
        LongAdder parcelsLost) {

    NodeCounters() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}

package dev.treecast.bench.wire;

import java.util.List;

/**
 * What one direction of a wire has done since it began or was last asked to forget.
 *
 * @param packets that entered
 * @param bytes of them, with IP headers
 * @param lost packets
 * @param tailDropped packets that found the bottleneck's queue full
 * @param duplicated packets
 * @param delivered packets that left, copies too
 * @param refused packets that had no room in the wire itself, or that the far device did not take: the wire's own failures
 * @param lateMsMax how late a packet left at most, behind its time: the wire's own error
 * @param flows by SSRC
 */
public record PathCount(
        long packets,
        long bytes,
        long lost,
        long tailDropped,
        long duplicated,
        long delivered,
        long refused,
        double lateMsMax,
        List<FlowCount> flows) {
    public PathCount {
        flows = List.copyOf(flows);
    }

    /** Of the packets that entered, 0 to 1. */
    public double droppedShare() {
        return packets == 0 ? 0 : (double) (lost + tailDropped) / packets;
    }
}

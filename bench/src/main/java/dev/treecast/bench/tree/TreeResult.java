package dev.treecast.bench.tree;

import java.util.List;
import java.util.Map;

/**
 * What came of a simulation.
 *
 * @param viewersCutOff who asked where the stream could not be had, whatever the tree did; not in the next
 * @param firstPacketMs of each viewer, from the player's request to the first packet that can be opened
 * @param joinMs of each edge and stream, from the first viewer's request at the edge to its first packet with a key for it
 * @param edgesByDepth edges that have the hot stream at the end, by links to its ingest node
 * @param relayLoad children against capacity at the fullest moment of each relay that ever had one, in hundredths
 * @param relaysUsed that ever had a child
 * @param gapMs silences at edges that lost a parent or an ancestor: more than 20 ms
 * @param recoveryMs of edges that were cut off, from when they no longer were
 * @param messagesPerNode control messages sent by each node in each second
 * @param bytesPerNode their bytes, with those of SCTP, DTLS, UDP and IP
 * @param orphanMsMax the longest time that an edge went without a stream that it could have had
 * @param violations invariants that did not hold; empty as a rule, and what was measured is worth nothing otherwise
 * @param course a picture's points: each second
 */
public record TreeResult(
        TreePlan plan,
        long viewersServed,
        long viewersCutOff,
        Spread firstPacketMs,
        Spread joinMs,
        Map<Integer, Integer> edgesByDepth,
        Spread relayLoad,
        int relays,
        int relaysUsed,
        Spread gapMs,
        Spread recoveryMs,
        Spread messagesPerNode,
        Spread bytesPerNode,
        double orphanMsMax,
        double clockErrorMsMax,
        long events,
        double wallSeconds,
        List<String> violations,
        List<Second> course) {

    /** The goal: 95 of a hundred first packets within a second. */
    public static final double FIRST_PACKET_MS_MAX = 1_000;

    /**
     * A second of a simulation.
     *
     * @param second since the crowd began
     * @param messages sent by the node that sent most
     */
    public record Second(int second, long viewers, double firstPacketMsP95, double messagesMean, long messages) {}

    /** How many edges are at each depth, as tables show it. */
    public String depths() {
        return edgesByDepth.getOrDefault(1, 0) + " / " + edgesByDepth.getOrDefault(2, 0) + " / "
                + edgesByDepth.getOrDefault(3, 0);
    }

    /** Whether the goals are met, and no invariant was violated. */
    public boolean isSound() {
        return violations.isEmpty() && firstPacketMs.p95() <= FIRST_PACKET_MS_MAX;
    }
}

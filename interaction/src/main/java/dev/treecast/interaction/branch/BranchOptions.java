package dev.treecast.interaction.branch;

/**
 * Bounds of a show that is spread over nodes.
 *
 * @param gatherNs how long messages wait for others to share a packet with; of a press's way to the game, the 50 ms of a tick hide most of it
 * @param resendNs silence after which what was not acknowledged is sent again: twice the longest round trip between nodes of one continent
 * @param keepaliveNs how often an edge says that it is there
 * @param lostNs silence after which an edge's viewers count as gone, and an edge asks its viewers to connect anew; longer than a failover, which takes well under a second
 * @param tickNs how long an edge folds input before it sends it: half a tick of a game, since the game's own comes on top
 * @param markNs how often an edge is told how far its ticks have come; at once when one was refused
 * @param packetBytesMax of one packet between nodes: the tree takes 12,000 bytes in a message
 * @param upBytesMax what an edge keeps until it is acknowledged: 5,000 viewers at 100 B a second for 8 s
 * @param downBytesMax what the ingest node keeps for edges that have not acknowledged it; an edge that is further behind begins anew
 * @param edgesMax edges of one show; the tree has three levels of at most 32 children
 * @param clientsMax clients of one edge, as many as it has viewers at the most
 */
public record BranchOptions(
        long gatherNs,
        long resendNs,
        long keepaliveNs,
        long lostNs,
        long tickNs,
        long markNs,
        int packetBytesMax,
        int upBytesMax,
        int downBytesMax,
        int edgesMax,
        int clientsMax) {

    public static BranchOptions defaults() {
        return new BranchOptions(
                5_000_000L,
                300_000_000L,
                1_000_000_000L,
                10_000_000_000L,
                25_000_000L,
                200_000_000L,
                11_000,
                4 << 20,
                16 << 20,
                32_768,
                20_000);
    }
}

package dev.treecast.tree.membership;

/**
 * Times and bounds of a node's place in the tree. Times are in ns.
 *
 * @param silenceNs after which a parent that said it would send is given up. A packet of media comes every few ms, a keepalive every 100 ms
 * @param quietNs after which the standby is asked as well when a parent's packets usually come much closer: four packets of sound; down
 *     to half of it when packets have come that regularly. When it was for nothing the stream has moved, and nobody sees it
 * @param answerNs after which a node that was asked and says nothing at all is given up, beside two round trips: SCTP sends again what was
 *     lost after 400 ms
 * @param keepaliveNs how long nothing is sent to a child before a keepalive is: two may be lost before the child gives up
 * @param slowKeepaliveNs between keepalives on every link, with load and times, and the only ones where no child would miss media: a
 *     standby that died unnoticed costs its child one more request
 * @param slowSilenceNs after which such a link is given up: three may be lost
 * @param lingerNs how long a stream is kept after the last who wanted it has gone: viewers who reload the page come back sooner
 * @param linkLingerNs how long a link that nobody needs is kept, so that moves back and forth cost no handshakes
 * @param openNs for a link to come up, beside six round trips: the handshake's cryptography on a busy node
 * @param requestNs for an answer to come: the node asked may itself have to join across an ocean first
 * @param retryNs before the first repetition when all candidates failed; doubles up to {@code retryNsMax}, and is jittered by half
 * @param orphanNs without a source, after which children are told to look for another parent: time for one failover here, so that a
 *     subtree does not scatter because its root moved
 * @param sourceNsMax how long a stream without a source is kept; as long as a hub keeps viewers without their publisher
 * @param suspectNs how long a node that failed is not asked again; doubles with each failure up to {@code suspectNsMax}
 * @param reviewNs between looks for a better parent, jittered by half
 * @param depthMax links between ingest node and edge: ingest, relay, relay, edge
 * @param streamsMax how many streams a node carries; a hub's bound
 * @param redirectsMax how often one search follows redirects
 * @param subscribesMax that a neighbour may send in a second: all its streams, when it moves
 * @param keyRoutesMax how many edges' key requests are remembered: one for each edge and stream below
 */
public record TreeOptions(
        long silenceNs,
        long quietNs,
        long answerNs,
        long keepaliveNs,
        long slowKeepaliveNs,
        long slowSilenceNs,
        long lingerNs,
        long linkLingerNs,
        long openNs,
        long requestNs,
        long retryNs,
        long retryNsMax,
        long orphanNs,
        long sourceNsMax,
        long suspectNs,
        long suspectNsMax,
        long reviewNs,
        int depthMax,
        int streamsMax,
        int redirectsMax,
        int subscribesMax,
        int keyRoutesMax) {
    private static final long MS = 1_000_000L;

    public static TreeOptions defaults() {
        return new TreeOptions(
                250 * MS,
                80 * MS,
                450 * MS,
                100 * MS,
                2_000 * MS,
                7_000 * MS,
                10_000 * MS,
                10_000 * MS,
                400 * MS,
                3_000 * MS,
                250 * MS,
                5_000 * MS,
                1_000 * MS,
                300_000 * MS,
                2_000 * MS,
                10_000 * MS,
                30_000 * MS,
                3,
                1_000,
                4,
                1_000,
                16_384);
    }
}

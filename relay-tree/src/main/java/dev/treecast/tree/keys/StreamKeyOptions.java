package dev.treecast.tree.keys;

import java.time.Duration;

/**
 * How long stream keys live.
 *
 * @param rotateEvery how long an epoch lasts. 10 minutes: a key that leaked reads no more than that; the whole cost is one sealed key an edge
 * @param rotationIntervalMin between two rotations because edges left, so that edges that come and go cost no more than one in that time. 30 s; an edge
 *     that is revoked does not wait for it
 * @param rotationJitter up to how much later such a rotation begins, by chance: edges that leave together cost one, and an ingest node does
 *     not seal for all edges of all its streams at once when one edge leaves them all. 2 s: short beside the interval
 * @param lead from the last edge's sealed key on its way to its first use. 2 s: many times the way down the tree with a control message sent again
 * @param keptAfter how long an edge opens packets of the epoch before, once the next is in use. 10 s: a retransmission ring of video holds 2 s, one of
 *     audio 5
 * @param clockDifferenceMax by which a message's time may differ from ours, either way. 60 s: far more than clocks that are kept differ, and as
 *     long as the memory of who asked last
 * @param edgesMax edges of one stream. 10,000: the largest cluster that is simulated; each costs some 200 bytes
 */
public record StreamKeyOptions(
        Duration rotateEvery,
        Duration rotationIntervalMin,
        Duration rotationJitter,
        Duration lead,
        Duration keptAfter,
        Duration clockDifferenceMax,
        int edgesMax) {

    public static StreamKeyOptions defaults() {
        return new StreamKeyOptions(
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                10_000);
    }

    /** The same with another {@link #rotationIntervalMin}. */
    public StreamKeyOptions withRotationIntervalMin(Duration intervalMin) {
        return new StreamKeyOptions(
                rotateEvery, intervalMin, rotationJitter, lead, keptAfter, clockDifferenceMax, edgesMax);
    }

    boolean isFresh(long timeMs, long nowMs) {
        long difference = clockDifferenceMax.toMillis();
        return timeMs >= nowMs - difference && timeMs <= nowMs + difference;
    }
}

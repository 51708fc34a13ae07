package dev.treecast.edge;

/**
 * How old the pictures are that a viewer is sent, and where that comes from; milliseconds, smoothed. What the viewer adds (its jitter buffer, its
 * decoder, its screen) it alone knows.
 *
 * @param toIngest from the capture until the ingest node has the frame whole: the encoder and the publisher's way
 * @param tree from there until this node has it; 0 where the publisher is at this node
 * @param edge until it leaves this node
 * @param toViewer half of the round trip to the viewer; 0 before it was measured
 */
public record ViewerLatency(double toIngest, double tree, double edge, double toViewer) {

    /** From the capture until it is at the viewer. */
    public double total() {
        return toIngest + tree + edge + toViewer;
    }
}

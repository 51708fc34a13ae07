package dev.treecast.tree;

/**
 * Who takes in a live stream's packets: one per stream and loop at the edge. Called on the publisher's loop or any other thread, so an
 * implementation only queues; it must never block, and what it cannot queue it drops and counts.
 */
public interface StreamSubscriber {

    /** A publisher started, or came back. Packets that follow, up to the next call of this, are its. */
    void publicationStarted(Publication publication);

    void packet(Publication publication, MediaPacket packet);

    /**
     * The publisher's sender report for a track (RFC 3550 section 6.4.1).
     *
     * @param ntpTimestamp the 64-bit NTP timestamp, the publisher's clock
     * @param timestamp the RTP timestamp of the same instant, extended as the packets' are
     * @param arrivedNs when the report reached this node
     */
    void senderReport(Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs);

    /** The publisher is gone; it may come back, the stream lives on for a while. */
    void publicationEnded(Publication publication);

    /** The stream is over: nobody came back in time. No calls follow. */
    void streamEnded(String reason);
}

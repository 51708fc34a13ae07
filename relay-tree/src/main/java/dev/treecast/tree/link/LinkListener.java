package dev.treecast.tree.link;

import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.audience.NeedCounts;

/** What happens on a {@link RelayLink}. Called on the link's loop. */
public interface LinkListener {
    /** The link is up, and the other end is the node {@link RelayLink#node()}. */
    void up(long nowNs, RelayLink link);

    /** The other end says something. The array is the receiver's. */
    void message(long nowNs, RelayLink link, byte[] message);

    /** The other end misses a packet of ours. */
    void missing(long nowNs, RelayLink link, int ssrc, int sequenceNumber);

    /** The other end needs a keyframe. */
    void keyframeWanted(long nowNs, RelayLink link, int ssrc);

    /**
     * The publisher's clock (RFC 3550 section 6.4.1).
     *
     * @param ntpTimestamp its NTP time, 64 bits
     * @param timestamp RTP time of the same instant, 32 bits
     */
    void senderReport(long nowNs, RelayLink link, int ssrc, long ntpTimestamp, int timestamp);

    /**
     * The publisher's time.
     *
     * @param timing as it holds at the other end, on its wall clock
     */
    void timing(long nowNs, RelayLink link, int ssrc, StreamTiming timing);

    /** What viewers at the other end, a child, and below it need to see a stream together. */
    void audience(long nowNs, RelayLink link, int ssrc, NeedCounts needs);

    /** The link is no more, or never came to be; once, last. */
    void down(long nowNs, RelayLink link, String reason);
}

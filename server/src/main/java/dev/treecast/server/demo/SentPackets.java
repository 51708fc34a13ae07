package dev.treecast.server.demo;

/** Hears of every packet of the clip right before it leaves; called on the publisher's loop. */
@FunctionalInterface
public interface SentPackets {
    /** Nobody listens. */
    SentPackets IGNORED = (kind, rtpTimestamp, payload, offset, length) -> {};

    /**
     * One packet; their sequence numbers follow one another.
     *
     * @param rtpTimestamp unsigned 32 bits
     * @param payload valid until the call returns
     */
    void sending(MediaKind kind, int rtpTimestamp, byte[] payload, int offset, int length);
}

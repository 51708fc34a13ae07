package dev.treecast.server.demo;

/** Hears of every packet of the clip right before it leaves; called on the publisher's loop. */
@FunctionalInterface
public interface SentPackets {
    /** Nobody listens. */
    SentPackets IGNORED = (kind, sequenceNumber, rtpTimestamp, payload, offset, length) -> {};

    /**
     * One packet.
     *
     * @param sequenceNumber 0 to 65535
     * @param rtpTimestamp unsigned 32 bits
     * @param payload valid until the call returns
     */
    void sending(MediaKind kind, int sequenceNumber, int rtpTimestamp, byte[] payload, int offset, int length);
}

package dev.treecast.webrtc.sctp.tx;

import org.jspecify.annotations.Nullable;

/** A message that waits, or is partly or wholly under way. */
final class OutboundMessage {
    // Given.
    final OutboundStream stream;
    final int payloadProtocol;
    final boolean ordered;
    final long expiresNs;
    final int retransmissionsMax;
    final byte[] data;

    // State.
    @Nullable
    OutboundMessage next;

    int sequenceNumber;
    int sentBytes;

    OutboundMessage(
            OutboundStream stream,
            int payloadProtocol,
            boolean ordered,
            long expiresNs,
            int retransmissionsMax,
            byte[] data) {
        this.stream = stream;
        this.payloadProtocol = payloadProtocol;
        this.ordered = ordered;
        this.expiresNs = expiresNs;
        this.retransmissionsMax = retransmissionsMax;
        this.data = data;
    }

    boolean isExpired(long nowNs) {
        return expiresNs != OutboundStream.NO_EXPIRY && nowNs - expiresNs >= 0;
    }
}

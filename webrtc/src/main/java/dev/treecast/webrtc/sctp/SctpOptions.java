package dev.treecast.webrtc.sctp;

/**
 * Bounds and timers of an SCTP association.
 *
 * @param localPort our port. 5,000: what every WebRTC stack announces as {@code a=sctp-port}; nothing is told apart by it.
 * @param peerPort the peer's {@code a=sctp-port}.
 * @param packetBytesMax the longest packet, bytes, a multiple of 4. 1,160: fits {@code DtlsOptions.applicationDataBytesMax()} (1,163 by default).
 * @param receiveWindowBytes what may wait for a missing fragment or an earlier message, bytes. 262,144: four messages of the longest kind
 *     that browsers send without being told otherwise; bounds what one peer can make us hold (to twice this, see {@code Reassembly}).
 * @param receiveMessageBytesMax the longest message taken, bytes; a longer one ends the association. 262,144, what libwebrtc announces.
 * @param peerMessageBytesMax the longest message sent, bytes: the peer's {@code a=max-message-size}. 65,536: its default, RFC 8841
 *     section 6.1.
 * @param sendQueueBytesMax messages not yet acknowledged, bytes, 64 added to each. 262,144: four seconds of the bus's snapshots; a peer
 *     that is further behind does not catch up.
 * @param lossyQueueBytesMax the same for one channel with partial reliability. 65,536: so that no lossy channel takes a reliable one's room.
 * @param streamsMax stream ids in each direction. 1,024: libwebrtc uses no higher one.
 * @param rtoInitialMs retransmission timeout before the first measurement, milliseconds. 500, libwebrtc's: RFC 9260's 1 s is for strangers, but ICE has
 *     just proved the path.
 * @param rtoMinMs lower bound. 400, libwebrtc's: twice the 200 ms by which a peer may delay its acknowledgement, so that no timer
 *     fires for a packet that arrived.
 * @param rtoMaxMs upper bound. 3,000: RFC 9260's 60 s would leave a viewer who was in a tunnel without buttons for a minute.
 * @param ackDelayMs how long a lone packet's acknowledgement may wait for company, milliseconds. 100: RFC 9260 allows 200 and wants half of the
 *     peer's shortest timeout at most.
 * @param heartbeatIntervalMs silence after which a HEARTBEAT asks, milliseconds. 30,000, RFC 9260 section 16.
 * @param retransmissionsMax timeouts in a row that end the association. 10, RFC 9260's Association.Max.Retrans: some 25 s.
 * @param channelsByPeerMax data channels that the peer may open in band; further ones are refused. 16: five times what a page of ours has.
 */
public record SctpOptions(
        int localPort,
        int peerPort,
        int packetBytesMax,
        int receiveWindowBytes,
        int receiveMessageBytesMax,
        int peerMessageBytesMax,
        int sendQueueBytesMax,
        int lossyQueueBytesMax,
        int streamsMax,
        int rtoInitialMs,
        int rtoMinMs,
        int rtoMaxMs,
        int ackDelayMs,
        int heartbeatIntervalMs,
        int retransmissionsMax,
        int channelsByPeerMax) {

    public SctpOptions {
        if (packetBytesMax < 512 || packetBytesMax % 4 != 0 || packetBytesMax > 65_532) {
            throw new IllegalArgumentException(
                    "packetBytesMax must be a multiple of 4 from 512 to 65532, not " + packetBytesMax);
        }
        if (receiveWindowBytes < 4_096 || sendQueueBytesMax < 1 || lossyQueueBytesMax < 1) {
            throw new IllegalArgumentException("windows and queues must be positive, the receive window at least 4096");
        }
        if (receiveMessageBytesMax < 1 || receiveMessageBytesMax > receiveWindowBytes || peerMessageBytesMax < 1) {
            throw new IllegalArgumentException("a received message must fit the receive window");
        }
        if (streamsMax < 1 || streamsMax > 65_535) {
            throw new IllegalArgumentException("streamsMax must lie between 1 and 65535, not " + streamsMax);
        }
        if (rtoMinMs < 1 || rtoInitialMs < rtoMinMs || rtoMaxMs < rtoInitialMs || heartbeatIntervalMs < 1) {
            throw new IllegalArgumentException("timeouts must be positive, minimum <= initial <= maximum");
        }
        if (ackDelayMs < 0 || retransmissionsMax < 0 || channelsByPeerMax < 0) {
            throw new IllegalArgumentException(
                    "ackDelayMs, retransmissionsMax and channelsByPeerMax must not be negative");
        }
    }

    public static SctpOptions defaults() {
        return new SctpOptions(
                5_000, 5_000, 1_160, 262_144, 262_144, 65_536, 262_144, 65_536, 1_024, 500, 400, 3_000, 100, 30_000, 10,
                16);
    }

    /**
     * For one peer, from its SDP.
     *
     * @param port {@code a=sctp-port}
     * @param messageBytesMax {@code a=max-message-size}; 0 means that it takes any
     */
    public SctpOptions withPeer(int port, int messageBytesMax) {
        return new SctpOptions(
                localPort,
                port,
                packetBytesMax,
                receiveWindowBytes,
                receiveMessageBytesMax,
                messageBytesMax == 0 ? sendQueueBytesMax : messageBytesMax,
                sendQueueBytesMax,
                lossyQueueBytesMax,
                streamsMax,
                rtoInitialMs,
                rtoMinMs,
                rtoMaxMs,
                ackDelayMs,
                heartbeatIntervalMs,
                retransmissionsMax,
                channelsByPeerMax);
    }

    /** With other bounds on what is held for the peer and of it, bytes. */
    public SctpOptions withBounds(int windowBytes, int messageBytesMax, int queueBytesMax, int lossyBytesMax) {
        return new SctpOptions(
                localPort,
                peerPort,
                packetBytesMax,
                windowBytes,
                messageBytesMax,
                peerMessageBytesMax,
                queueBytesMax,
                lossyBytesMax,
                streamsMax,
                rtoInitialMs,
                rtoMinMs,
                rtoMaxMs,
                ackDelayMs,
                heartbeatIntervalMs,
                retransmissionsMax,
                channelsByPeerMax);
    }
}

package dev.treecast.edge;

import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.rtp.Playout;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer's session looks like at one moment.
 *
 * @param id the first characters of the session's id: enough to find it in a log, not enough to use it
 * @param addressFamily {@code IPv4}, {@code IPv6}, or empty before a path is known
 * @param startMs from the offer to the first keyframe sent; −1 before that
 * @param bitrateBps sent as SRTP and SRTCP over the last second or so
 * @param packetsLost what the viewer reports as lost, before repair
 * @param roundTripMs 0 while unknown
 * @param withheld packets of video that were not sent because the viewer's path loses too much
 * @param latency null before it was measured
 * @param playout the viewer's choice, or the publisher's
 * @param cipher the SRTP protection profile, empty before the handshake is done
 */
public record ViewerStatus(
        String id,
        String addressFamily,
        PeerState state,
        double connectedSeconds,
        double startMs,
        long bitrateBps,
        long bytesSent,
        long packetsSent,
        long packetsLost,
        double roundTripMs,
        double jitterMs,
        long nacked,
        long retransmissions,
        long withheld,
        @Nullable ViewerLatency latency,
        Playout playout,
        String cipher) {}

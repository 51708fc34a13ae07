package dev.treecast.edge;

import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.rtp.Playout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer's session looks like at one moment.
 *
 * @param id the first characters of the session's id: enough to find it in a log, not enough to use it
 * @param addressFamily {@code IPv4}, {@code IPv6}, or empty before a path is known
 * @param startMs from the offer to the first keyframe sent; −1 before that
 * @param bitrateBps sent as SRTP and SRTCP over the last second or so
 * @param roundTripMs 0 while unknown
 * @param latency null before it was measured
 * @param playout the viewer's choice, or the publisher's
 * @param sync when it sees pictures, if it sees them together with the others
 * @param cipher the SRTP protection profile, empty before the handshake is done
 * @param layer which layer it is sent and why; empty for a stream without layers
 */
public record ViewerStatus(
        String id,
        String addressFamily,
        PeerState state,
        double connectedSeconds,
        double startMs,
        long bitrateBps,
        long bytesSent,
        double roundTripMs,
        Sent sent,
        @Nullable ViewerLatency latency,
        Playout playout,
        Optional<SyncStatus> sync,
        String cipher,
        Optional<LayerStatus> layer) {

    /**
     * What it was sent, sound and pictures together.
     *
     * @param lost what the viewer reports as lost, before repair
     * @param withheld packets of video that were not sent because the viewer's path loses too much
     * @param probes packets that were sent again to learn what the path carries
     */
    public record Sent(
            long packets, long lost, double jitterMs, long nacked, long retransmissions, long withheld, long probes) {

        static Sent of(List<OutboundMedium> media) {
            return new Sent(
                    media.stream().mapToLong(out -> out.packets).sum(),
                    media.stream()
                            .mapToLong(out -> Math.max(0, out.cumulativeLost))
                            .sum(),
                    media.stream()
                            .mapToDouble(out -> out.jitter * 1000.0 / out.medium.codec.clockRateHz())
                            .max()
                            .orElse(0),
                    media.stream().mapToLong(out -> out.nacked).sum(),
                    media.stream().mapToLong(out -> out.retransmissions).sum(),
                    media.stream().mapToLong(out -> out.withheld).sum(),
                    media.stream().mapToLong(out -> out.probes).sum());
        }
    }
}

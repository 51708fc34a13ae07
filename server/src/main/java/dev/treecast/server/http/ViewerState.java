package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A viewer as {@code /api/streams/{stream}/viewers} shows it: nothing here lets anybody act for the viewer or find the person.
 *
 * @param id short and public; never the session's id, which is a secret
 * @param addressFamily {@code IPv4} or {@code IPv6}
 * @param state {@code connecting}, {@code securing} (DTLS under way), {@code connected} or {@code closed}
 * @param connectedSeconds since the handshake was done; 0 before
 * @param bitrateBps what is sent to it, over the last second or two
 * @param packetsLost as its receiver reports count them
 * @param roundTripMs from receiver reports; null before the first
 * @param jitterMs from receiver reports; null before the first
 * @param nacks sequence numbers it asked for again
 * @param retransmissions packets sent again
 * @param withheld video packets not sent because it loses a fifth of them and more: it gets sound and keyframes until that has passed
 * @param playout {@code interactive}, {@code smooth} or {@code synchronized}: its own choice, or the publisher's
 * @param latency null before it was measured
 * @param sync when it sees pictures; null unless it sees them together with the others, and its player has said what it needs
 * @param probes packets sent again to learn what its path carries
 * @param layer which layer of the picture it is sent; null for a stream without layers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerState(
        String id,
        String addressFamily,
        String state,
        long connectedSeconds,
        long bitrateBps,
        long packetsSent,
        long packetsLost,
        @Nullable Double roundTripMs,
        @Nullable Double jitterMs,
        long nacks,
        long retransmissions,
        long withheld,
        String playout,
        @Nullable Latency latency,
        @Nullable Sync sync,
        long probes,
        @Nullable LayerState layer) {

    /** For a list, where what was decided about each would be much. */
    public ViewerState brief() {
        return layer == null
                ? this
                : new ViewerState(
                        id,
                        addressFamily,
                        state,
                        connectedSeconds,
                        bitrateBps,
                        packetsSent,
                        packetsLost,
                        roundTripMs,
                        jitterMs,
                        nacks,
                        retransmissions,
                        withheld,
                        playout,
                        latency,
                        sync,
                        probes,
                        layer.withoutDecisions());
    }

    /**
     * How old pictures are, ms, and where that comes from.
     *
     * @param totalMs from the capture until they are at the viewer: the sum of the rest
     * @param toIngestMs until the node of the publisher has them
     * @param treeMs until this node has them
     * @param edgeMs until they leave it
     * @param toViewerMs half of the round trip
     */
    public record Latency(double totalMs, double toIngestMs, double treeMs, double edgeMs, double toViewerMs) {}

    /**
     * A viewer who sees pictures together with the others, ms.
     *
     * @param needMs what its player needs at least to show a picture that it has
     * @param delayMs how long it is told to hold pictures back
     * @param shownMs from the capture until it shows them, as far as the server knows; null while unknown
     */
    public record Sync(
            double needMs, double delayMs, @Nullable Double shownMs) {}
}

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
                        probes,
                        layer.withoutDecisions());
    }
}

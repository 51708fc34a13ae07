package dev.treecast.webrtc.signaling;

import dev.treecast.webrtc.rtp.Playout;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An SDP offer as it came over HTTP (RFC 9725 section 4.2, draft-ietf-wish-whep), already authorised.
 *
 * @param stream the name of the stream that is to be published or watched
 * @param sdp the offer, UTF-8 decoded
 * @param from the address the HTTP request came from; sessions are counted against it
 * @param principal who sends it: equal for two requests that carry the same credentials, empty for an anonymous viewer
 * @param playout what the query asked for: of a publisher what viewers get by default, of a viewer what it gets
 */
public record SessionOffer(String stream, String sdp, InetAddress from, String principal, Optional<Playout> playout) {

    /** One without a query. */
    public SessionOffer(String stream, String sdp, InetAddress from, String principal) {
        this(stream, sdp, from, principal, Optional.empty());
    }

    /** The offer's path at another server, with what the query asked for. */
    public String pathAt(String endpoint) {
        return endpoint + "/" + stream
                + playout.map(choice -> "?playout=" + choice.label()).orElse("");
    }
}

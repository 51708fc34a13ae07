package dev.treecast.webrtc.signaling;

import java.net.InetAddress;

/**
 * An SDP offer as it came over HTTP (RFC 9725 section 4.2, draft-ietf-wish-whep), already authorised.
 *
 * @param stream the name of the stream that is to be published or watched
 * @param sdp the offer, UTF-8 decoded
 * @param from the address the HTTP request came from; sessions are counted against it
 * @param principal who sends it: equal for two requests that carry the same credentials, empty for an anonymous viewer
 */
public record SessionOffer(String stream, String sdp, InetAddress from, String principal) {}

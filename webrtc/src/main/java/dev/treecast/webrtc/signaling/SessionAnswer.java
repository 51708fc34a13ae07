package dev.treecast.webrtc.signaling;

/**
 * What a session endpoint answers to an offer.
 *
 * @param sessionId unguessable (128 random bits or more, URL-safe): the last segment of the session's URL
 * @param entityTag the strong entity tag of the ICE session (RFC 9725 section 4.3.1), quotes included
 * @param sdp the answer
 */
public record SessionAnswer(String sessionId, String entityTag, String sdp) {}

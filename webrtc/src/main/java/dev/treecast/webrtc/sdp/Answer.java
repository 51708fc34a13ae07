package dev.treecast.webrtc.sdp;

/**
 * An answer and what it means.
 *
 * @param sdp the text to send back
 */
public record Answer(String sdp, NegotiatedSession session) {}

package dev.treecast.webrtc.signaling;

import java.util.Optional;

/**
 * What a session endpoint answers to a trickle fragment (RFC 9725 section 4.3).
 *
 * @param fragment the server's own fragment after an ICE restart (status 200); empty after plain trickle (status 204)
 * @param entityTag the entity tag that now holds; a restart makes a new one
 */
public record SessionPatch(Optional<String> fragment, String entityTag) {}

/**
 * What WHIP and WHEP share above SDP: a session endpoint that takes offers and patches. HTTP itself lives in the
 * server module.
 */
@NullMarked
package dev.treecast.webrtc.signaling;

import org.jspecify.annotations.NullMarked;

/**
 * STUN messages (RFC 8489): parse, integrity, fingerprint, write. One attribute kind a method; no I/O.
 */
@NullMarked
package dev.treecast.webrtc.stun;

import org.jspecify.annotations.NullMarked;

/**
 * SCTP (RFC 9260) as far as WebRTC data channels need it: one association over one DTLS session. State and dispatch, handshake, shutdown,
 * stream reset and heartbeat apart. No I/O, no clock, no thread.
 */
@NullMarked
package dev.treecast.webrtc.sctp;

import org.jspecify.annotations.NullMarked;

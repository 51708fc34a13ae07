/**
 * One WebRTC transport: demultiplexing (RFC 7983), ICE, DTLS, SRTP joined into one core that takes (now, bytes)
 * and gives packets and events. No I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.peer;

import org.jspecify.annotations.NullMarked;

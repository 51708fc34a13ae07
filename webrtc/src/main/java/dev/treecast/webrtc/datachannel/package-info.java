/**
 * WebRTC data channels (RFC 8831) over one SCTP association, negotiated beforehand or opened in band (DCEP, RFC 8832). No I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.datachannel;

import org.jspecify.annotations.NullMarked;

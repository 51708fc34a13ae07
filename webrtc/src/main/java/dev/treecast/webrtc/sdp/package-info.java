/**
 * SDP (RFC 8866) and JSEP offer/answer (RFC 8829) as far as WHIP and WHEP need them, and trickle fragments (RFC
 * 8840). No I/O.
 */
@NullMarked
package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.NullMarked;

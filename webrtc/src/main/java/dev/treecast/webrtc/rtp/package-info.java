/**
 * RTP packets (RFC 3550), header extensions (RFC 8285), retransmission payloads (RFC 4588), loss detection and
 * arrival records. No I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.rtp;

import org.jspecify.annotations.NullMarked;

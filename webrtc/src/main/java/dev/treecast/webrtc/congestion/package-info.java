/**
 * Congestion control of a sender: what bitrate a viewer's path carries, estimated from transport-wide feedback, receiver reports and REMB, as
 * Google congestion control does it. No I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.congestion;

import org.jspecify.annotations.NullMarked;

/**
 * RTCP (RFC 3550, 4585, 5104, 5506, transport-wide feedback, REMB): one packet kind a file, compound and reduced
 * size. No I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.NullMarked;

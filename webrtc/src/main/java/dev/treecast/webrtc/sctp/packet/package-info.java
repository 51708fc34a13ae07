/**
 * What SCTP puts on the wire (RFC 9260, 3758, 6525): the packet, one chunk or parameter a file, parse and write together. No state but the
 * writer's position.
 */
@NullMarked
package dev.treecast.webrtc.sctp.packet;

import org.jspecify.annotations.NullMarked;

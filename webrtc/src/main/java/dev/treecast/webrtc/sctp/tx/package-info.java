/**
 * The sending half of an SCTP association: what waits, what is in flight, when it is lost or given up, and how much the path may hold.
 */
@NullMarked
package dev.treecast.webrtc.sctp.tx;

import org.jspecify.annotations.NullMarked;

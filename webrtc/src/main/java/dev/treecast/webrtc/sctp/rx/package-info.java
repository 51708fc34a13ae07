/**
 * The receiving half of an SCTP association: which TSNs have arrived, when to acknowledge them, and messages put together again. Bounded by
 * the receive window.
 */
@NullMarked
package dev.treecast.webrtc.sctp.rx;

import org.jspecify.annotations.NullMarked;

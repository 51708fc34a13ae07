/**
 * SRTP and SRTCP (RFC 3711, 7714): ciphers from libcrypto or the JDK, contexts, replay windows, rollover. No I/O,
 * no clock.
 */
@NullMarked
package dev.treecast.webrtc.srtp;

import org.jspecify.annotations.NullMarked;

/**
 * DTLS 1.2 with use_srtp (RFC 6347, 5764) in both roles over BouncyCastle; handshakes block, so they run on
 * virtual threads and report back to the owning loop.
 */
@NullMarked
package dev.treecast.webrtc.dtls;

import org.jspecify.annotations.NullMarked;

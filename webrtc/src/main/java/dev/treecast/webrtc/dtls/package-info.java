/**
 * DTLS 1.2 with use_srtp (RFC 6347, 5764) in both roles over BouncyCastle; handshakes block, so they run on
 * virtual threads and report back to the owning loop.
 *
 * <p>This is the one protocol package that may use threads and the clock: BouncyCastle's handshake is a blocking call that keeps
 * its own retransmission timer from {@code System.currentTimeMillis}. Both end with the handshake; what comes after it
 * runs on the owning loop and waits for nothing.
 *
 * <p>Left out on purpose: the cookie exchange (HelloVerifyRequest), because a session is only given datagrams from an address
 * that has passed an ICE check with this session's password, so nobody can have us answer a stranger; session
 * resumption and renegotiation (no WebRTC peer uses them); DTLS 1.3, which BouncyCastle does not have (its offers fall back to 1.2); CBC
 * cipher suites (RFC 8827 makes AES-GCM mandatory, so every WebRTC stack has it); MKI.
 */
@NullMarked
package dev.treecast.webrtc.dtls;

import org.jspecify.annotations.NullMarked;

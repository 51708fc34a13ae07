/**
 * The elliptic-curve arithmetic of a handshake, over libcrypto where it loads and over BouncyCastle elsewhere: X25519 and P-256
 * agreement, ECDSA P-256.
 */
@NullMarked
package dev.treecast.webrtc.curves;

import org.jspecify.annotations.NullMarked;

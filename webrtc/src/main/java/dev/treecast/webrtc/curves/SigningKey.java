package dev.treecast.webrtc.curves;

/** A private key of ECDSA P-256. Threads may share it. */
public interface SigningKey {
    /** An ECDSA signature over a hash of any length (its first 32 bytes count), in DER. */
    byte[] sign(byte[] hash);
}

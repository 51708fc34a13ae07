package dev.treecast.webrtc.curves;

/** The curves that WebRTC's peers agree over. */
public enum Curve {
    /** RFC 7748; a public value is the 32-byte u coordinate. */
    X25519(32),
    /** NIST P-256, secp256r1; a public value is an uncompressed point: 4, x, y (SEC 1 section 2.3.3). */
    P256(65);

    private final int publicValueBytes;

    Curve(int publicValueBytes) {
        this.publicValueBytes = publicValueBytes;
    }

    public int publicValueBytes() {
        return publicValueBytes;
    }

    /** Whether its length and its first byte are right; nothing is said about the point. */
    boolean hasShape(byte[] publicValue) {
        return publicValue.length == publicValueBytes && (this == X25519 || publicValue[0] == 4);
    }
}

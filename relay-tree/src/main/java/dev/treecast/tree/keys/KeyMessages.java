package dev.treecast.tree.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the three messages have in common: their first byte, the bounds of their fields, and that the last field signs all before it. */
final class KeyMessages {
    static final int REQUEST = 1;
    static final int SEALED_KEY = 2;
    static final int RELEASE = 3;

    static final int NAME_BYTES_MAX = 255;
    static final int CHAIN_MAX = 3;
    static final int CERTIFICATE_BYTES_MAX = 4_096;
    /** ECDSA P-256 in DER takes 72 at most. */
    static final int SIGNATURE_BYTES_MAX = 80;
    /** Three names, three certificates and less than 512 bytes of all else. */
    static final int MESSAGE_BYTES_MAX = 3 * NAME_BYTES_MAX + CHAIN_MAX * CERTIFICATE_BYTES_MAX + 512;

    /** Keeps these signatures apart from all others that a node's key makes, TLS's among them. */
    private static final byte[] CONTEXT = "treecast key message 1\0".getBytes(StandardCharsets.US_ASCII);

    private KeyMessages() {}

    /** What is signed: the context and the message up to its signature. */
    static byte[] signedPart(byte[] message, int length) {
        return ByteBuffer.allocate(CONTEXT.length + length)
                .put(CONTEXT)
                .put(message, 0, length)
                .array();
    }

    static byte[] signedPart(byte[] unsigned) {
        return signedPart(unsigned, unsigned.length);
    }
}

package dev.treecast.tree.sframe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What a base key becomes for one key id (RFC 9605 section 4.4.2), under AES_128_GCM_SHA256_128.
 *
 * @param key 16 bytes
 * @param salt 12 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SFrameKey(byte[] key, byte[] salt) {
    /** AES_128_GCM_SHA256_128 in the registry (RFC 9605 section 8.1). */
    private static final short CIPHER_SUITE = 4;

    private static final int KEY_BYTES = 16;
    private static final int SALT_BYTES = 12;

    static SFrameKey derive(byte[] baseKey, long keyId) {
        return new SFrameKey(
                expand(baseKey, "SFrame 1.0 Secret key ", keyId, KEY_BYTES),
                expand(baseKey, "SFrame 1.0 Secret salt ", keyId, SALT_BYTES));
    }

    private static byte[] expand(byte[] baseKey, String label, long keyId, int length) {
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(text.length + Long.BYTES + Short.BYTES)
                .put(text)
                .putLong(keyId)
                .putShort(CIPHER_SUITE)
                .array();
        try {
            // Without a salt: HKDF-Extract takes as many zeros as its hash is long (RFC 5869 section 2.2).
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(baseKey).thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HKDF-SHA256", e);
        }
    }
}

package dev.treecast.tree.sframe;

import dev.treecast.webrtc.srtp.CounterAead;
import dev.treecast.webrtc.srtp.SrtpCiphers;

/**
 * SFrame under one base key, one key id and AES_128_GCM_SHA256_128 (RFC 9605 sections 4.4.3 and 4.4.4), in one direction: a key is for
 * encryption or for decryption, never both (section 4.4.1). Nothing is allocated per packet. Confined to one thread.
 */
public final class SFrameCipher implements AutoCloseable {
    public static final int BASE_KEY_BYTES = 16;
    /** The tag, behind every ciphertext. */
    public static final int TAG_BYTES = CounterAead.TAG_BYTES;
    /** What {@link #decrypt} gives for what is not authentic. */
    public static final int NOT_AUTHENTIC = -1;

    private final long keyId;
    private final CounterAead aead;
    private byte[] additionalData = new byte[SFrameHeader.BYTES_MAX + PacketMetadata.BYTES_MAX];

    private SFrameCipher(long keyId, CounterAead aead) {
        this.keyId = keyId;
        this.aead = aead;
    }

    public static SFrameCipher encrypting(SrtpCiphers ciphers, byte[] baseKey, long keyId) {
        SFrameKey key = SFrameKey.derive(baseKey, keyId);
        return new SFrameCipher(keyId, CounterAead.sealing(ciphers, key.key(), key.salt()));
    }

    public static SFrameCipher decrypting(SrtpCiphers ciphers, byte[] baseKey, long keyId) {
        SFrameKey key = SFrameKey.derive(baseKey, keyId);
        return new SFrameCipher(keyId, CounterAead.opening(ciphers, key.key(), key.salt()));
    }

    /** Bytes that {@link #encrypt} writes for a text of {@code length} bytes. */
    public int encryptedLength(long counter, int length) {
        return SFrameHeader.length(keyId, counter) + length + TAG_BYTES;
    }

    /**
     * Writes header, ciphertext and tag.
     *
     * @param counter unsigned; each may be used once only, and the caller sees to it
     * @return the bytes written, as {@link #encryptedLength} said
     */
    public int encrypt(
            long counter,
            byte[] metadata,
            int metadataLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        room(SFrameHeader.BYTES_MAX + metadataLength);
        int header = SFrameHeader.write(keyId, counter, additionalData, 0);
        System.arraycopy(metadata, 0, additionalData, header, metadataLength);
        aead.seal(counter, additionalData, header + metadataLength, in, inOffset, length, out, outOffset + header);
        System.arraycopy(additionalData, 0, out, outOffset, header);
        return header + length + TAG_BYTES;
    }

    /**
     * Checks an SFrame ciphertext and writes its text.
     *
     * @param header what {@link SFrameHeader#parse} read at {@code inOffset}
     * @param length bytes of header, ciphertext and tag
     * @return the text's length, or {@link #NOT_AUTHENTIC} with nothing written
     */
    public int decrypt(
            SFrameHeader header,
            byte[] metadata,
            int metadataLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        int headerLength = header.length();
        room(headerLength + metadataLength);
        System.arraycopy(in, inOffset, additionalData, 0, headerLength);
        System.arraycopy(metadata, 0, additionalData, headerLength, metadataLength);
        boolean authentic = header.keyId() == keyId
                && aead.open(
                        header.counter(),
                        additionalData,
                        headerLength + metadataLength,
                        in,
                        inOffset + headerLength,
                        length - headerLength,
                        out,
                        outOffset);
        return authentic ? length - headerLength - TAG_BYTES : NOT_AUTHENTIC;
    }

    private void room(int bytes) {
        if (additionalData.length < bytes) {
            additionalData = new byte[bytes];
        }
    }

    @Override
    public void close() {
        aead.close();
    }
}

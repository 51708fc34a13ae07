package dev.treecast.webrtc.srtp;

import java.util.Arrays;

/**
 * AES-128-GCM for what is not SRTP but as frequent: a nonce is the key's salt XOR a 64-bit counter (SFrame, RFC 9605 section 4.4.3). Works with
 * SRTP's ciphers, whose nonce (RFC 7714 section 8.1) is the same one where the counter's high 16 bits stand in the SSRC and its low 48 are the index.
 *
 * <p>Under one key a counter must be used for one text only; the caller sees to that. Confined to one thread. After {@link #close()} every call
 * throws {@link IllegalStateException}.
 */
public final class CounterAead implements AutoCloseable {
    public static final int KEY_BYTES = 16;
    public static final int SALT_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private static final int INDEX_BITS = 48;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    /** A packet of a network with the usual MTU; larger ones make it grow. */
    private static final int INITIAL_BYTES = 2_048;

    private final SrtpCipher cipher;
    /** What is authenticated, then the text, then the tag: as SRTP's ciphers want a packet to lie. */
    private byte[] packet = new byte[INITIAL_BYTES];

    private CounterAead(SrtpCiphers ciphers, byte[] key, byte[] salt, boolean encrypt) {
        if (key.length != KEY_BYTES || salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("AES-128-GCM needs a key of 16 bytes and a salt of 12");
        }
        this.cipher = ciphers.create(
                new SrtpSessionKeys(
                        SrtpProfile.AEAD_AES_128_GCM,
                        false,
                        Arrays.copyOf(key, KEY_BYTES),
                        new byte[0],
                        Arrays.copyOf(salt, SALT_BYTES)),
                encrypt);
    }

    /** One that only seals. */
    public static CounterAead sealing(SrtpCiphers ciphers, byte[] key, byte[] salt) {
        return new CounterAead(ciphers, key, salt, true);
    }

    /** One that only opens. */
    public static CounterAead opening(SrtpCiphers ciphers, byte[] key, byte[] salt) {
        return new CounterAead(ciphers, key, salt, false);
    }

    /** Writes the ciphertext and its tag, {@code length + TAG_BYTES} bytes. The arrays may overlap. */
    public void seal(
            long counter,
            byte[] additionalData,
            int additionalLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        int end = lay(additionalData, additionalLength, in, inOffset, length, TAG_BYTES);
        cipher.protect(packet, 0, additionalLength, end, packet, 0, source(counter), index(counter), 0, end);
        System.arraycopy(packet, additionalLength, out, outOffset, length + TAG_BYTES);
    }

    /**
     * Checks the tag and writes the text, {@code length - TAG_BYTES} bytes. The arrays may overlap.
     *
     * @param length bytes of ciphertext and tag
     * @return false, with nothing written, for what is not authentic
     */
    public boolean open(
            long counter,
            byte[] additionalData,
            int additionalLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        int textLength = length - TAG_BYTES;
        if (textLength < 0) {
            return false;
        }
        int end = lay(additionalData, additionalLength, in, inOffset, length, 0) - TAG_BYTES;
        if (!cipher.unprotect(packet, 0, additionalLength, end, source(counter), index(counter), 0, end)) {
            return false;
        }
        System.arraycopy(packet, additionalLength, out, outOffset, textLength);
        return true;
    }

    private int lay(byte[] additionalData, int additionalLength, byte[] in, int inOffset, int length, int room) {
        int end = additionalLength + length;
        if (packet.length < end + room) {
            packet = new byte[end + room];
        }
        System.arraycopy(additionalData, 0, packet, 0, additionalLength);
        System.arraycopy(in, inOffset, packet, additionalLength, length);
        return end;
    }

    private static int source(long counter) {
        return (int) (counter >>> INDEX_BITS);
    }

    private static long index(long counter) {
        return counter & INDEX_MASK;
    }

    @Override
    public void close() {
        cipher.close();
    }
}

package dev.treecast.webrtc.srtp;

/**
 * Encrypts and authenticates packets under one session key, in one direction. Knows keys and indices, not packets: the
 * caller says where the header ends and where the tag stands.
 *
 * <p>A packet is a header that is authenticated only, a text that is encrypted and authenticated, and for RTCP (both
 * profiles) and RTP (counter mode only) one more authenticated word: E flag and index, or the rollover counter. AEAD
 * RTP has that counter in its nonce and ignores the word.
 *
 * <p>Not thread-safe: confined to the thread that owns the session. After {@link #close()} every call throws
 * {@link IllegalStateException}.
 */
interface SrtpCipher extends AutoCloseable {

    /**
     * Writes header, encrypted text and tag to {@code out}. The arrays may be the same at the same offsets; overlapping
     * at different ones is not allowed. The caller has checked the bounds.
     *
     * @param headerLength bytes at the front that stay readable
     * @param length bytes of header and text
     * @param word the extra authenticated word; not written by this method
     * @param tagOffset where in {@code out} the tag goes; AEAD: right after the text
     */
    void protect(
            byte[] in,
            int inOffset,
            int headerLength,
            int length,
            byte[] out,
            int outOffset,
            int ssrc,
            long index,
            int word,
            int tagOffset);

    /**
     * Checks the tag and decrypts the text in place.
     *
     * @return false where the tag is wrong; the text is undefined then
     */
    boolean unprotect(
            byte[] packet, int offset, int headerLength, int length, int ssrc, long index, int word, int tagOffset);

    @Override
    void close();
}

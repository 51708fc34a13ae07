package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

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
     * Writes header, encrypted text and tag of a packet into native memory, under a sequence number of the receiver's own. As {@link
     * #protect(byte[], int, int, int, byte[], int, int, long, int, int)}; the caller has checked the bounds.
     *
     * @param sequenceNumber takes the place of the packet's
     * @param overhead bytes that the result is longer than the packet
     */
    default void protect(
            PlainRtpPacket packet,
            int sequenceNumber,
            long index,
            int word,
            MemorySegment out,
            long outOffset,
            int overhead) {
        packet.setSequenceNumber(sequenceNumber);
        int length = packet.length();
        byte[] protectedBytes = packet.protectedBytes();
        protect(
                packet.bytes(),
                0,
                packet.headerLength(),
                length,
                protectedBytes,
                0,
                packet.ssrc(),
                index,
                word,
                length);
        MemorySegment.copy(protectedBytes, 0, out, JAVA_BYTE, outOffset, length + overhead);
    }

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

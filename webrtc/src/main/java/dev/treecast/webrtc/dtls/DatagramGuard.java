package dev.treecast.webrtc.dtls;

/**
 * Looks at a datagram before BouncyCastle does, for the two things with which one datagram could do harm there:
 *
 * <ul>
 *   <li>An unknown record version ends the association. Anyone can forge that; it has to be dropped (RFC 6347 section 4.1.2.7).
 *   <li>Reassembly believes the 24-bit length of a handshake message's first fragment and reserves that much, for 16 messages
 *       ahead: 25 bytes from a peer would cost us 16 MiB, and could be sent 16 times.
 * </ul>
 */
final class DatagramGuard {
    /** The longest are ClientHello (1.4 KB with a post-quantum key share) and Certificate (2 KB for one of RSA 4096; a short chain fits). */
    static final int MESSAGE_BYTES_MAX = 8_192;

    static final int RECORD_HEADER_BYTES = 13;
    private static final int MESSAGE_HEADER_BYTES = 12;
    private static final int DTLS_1_2 = 0xFEFD;
    /** What a ClientHello's record says, so that old servers read it. */
    private static final int DTLS_1_0 = 0xFEFF;

    private static final int CONTENT_TYPE_HANDSHAKE = 22;

    private DatagramGuard() {}

    /** Whether BouncyCastle may see this datagram. Walks its records as the record layer does. */
    static boolean admits(byte[] datagram, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (end - position >= RECORD_HEADER_BYTES) {
            int fragment = position + RECORD_HEADER_BYTES;
            int fragmentLength = uint16(datagram, position + 11);
            int version = uint16(datagram, position + 1);
            if (version != DTLS_1_2 && version != DTLS_1_0) {
                return false;
            }
            if (fragmentLength > end - fragment) {
                return true;
            }
            boolean plaintext = uint16(datagram, position + 3) == 0;
            if (plaintext
                    && datagram[position] == CONTENT_TYPE_HANDSHAKE
                    && !messagesAreBounded(datagram, fragment, fragmentLength)) {
                return false;
            }
            position = fragment + fragmentLength;
        }
        return true;
    }

    /** Whether no message in the plaintext of a handshake record announces more than the bound. */
    static boolean messagesAreBounded(byte[] record, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (end - position >= MESSAGE_HEADER_BYTES) {
            if (uint24(record, position + 1) > MESSAGE_BYTES_MAX) {
                return false;
            }
            int fragmentLength = uint24(record, position + 9);
            if (fragmentLength > end - position - MESSAGE_HEADER_BYTES) {
                return true;
            }
            position += MESSAGE_HEADER_BYTES + fragmentLength;
        }
        return true;
    }

    private static int uint16(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xFF) << 8) | (bytes[offset + 1] & 0xFF);
    }

    private static int uint24(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xFF) << 16) | uint16(bytes, offset + 1);
    }
}

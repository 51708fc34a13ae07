package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import java.util.zip.CRC32C;

/**
 * The common header (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.1">RFC 9260 section 3.1</a>) and its checksum, CRC32c
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#appendix-A">appendix A</a>), which is computed with zeros in its own place and stands
 * in the packet with its low byte first.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Source Port Number       |    Destination Port Number    |
 * |                       Verification Tag                        |
 * |                           Checksum                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class PacketHeader {
    /** Bytes. */
    public static final int LENGTH = 12;

    private static final int CHECKSUM_OFFSET = 8;
    private static final byte[] NO_CHECKSUM = new byte[4];

    private PacketHeader() {}

    /** Whether this is a header, at least one chunk header, whole words, and a right checksum. */
    public static boolean isIntact(byte[] b, int off, int len, CRC32C crc) {
        return len >= LENGTH + ChunkHeader.LENGTH
                && len % 4 == 0
                && NetworkOrder.int32(b, off + CHECKSUM_OFFSET) == checksum(b, off, len, crc);
    }

    public static int verificationTag(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    static void write(byte[] b, int off, int sourcePort, int destinationPort, int verificationTag) {
        NetworkOrder.put16(b, off, sourcePort);
        NetworkOrder.put16(b, off + 2, destinationPort);
        NetworkOrder.put32(b, off + 4, verificationTag);
    }

    /** Puts the checksum into a packet that is otherwise complete. */
    public static void seal(byte[] b, int off, int len, CRC32C crc) {
        NetworkOrder.put32(b, off + CHECKSUM_OFFSET, checksum(b, off, len, crc));
    }

    private static int checksum(byte[] b, int off, int len, CRC32C crc) {
        crc.reset();
        crc.update(b, off, CHECKSUM_OFFSET);
        crc.update(NO_CHECKSUM, 0, 4);
        crc.update(b, off + LENGTH, len - LENGTH);
        return Integer.reverseBytes((int) crc.getValue());
    }
}

package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * The header of a parameter inside INIT, INIT ACK and RE-CONFIG
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.2.1">RFC 9260 section 3.2.1</a>), and of an error cause, which looks the same.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        Parameter Type         |       Parameter Length        |
 * |                        Parameter Value                        |
 * </pre>
 */
public final class Parameter {
    /** Bytes. */
    public static final int HEADER_LENGTH = 4;

    private Parameter() {}

    public static int type(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off);
    }

    /** Bytes with the header, without padding, as the parameter says. */
    public static int length(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 2);
    }

    /** Whether a whole parameter begins here; the last one's padding may be missing. */
    public static boolean isWhole(byte[] b, int off, int end) {
        return end - off >= HEADER_LENGTH && length(b, off) >= HEADER_LENGTH && length(b, off) <= end - off;
    }

    /** Where the one behind this begins. */
    public static int next(byte[] b, int off) {
        return off + ChunkHeader.padded(length(b, off));
    }

    static void write(byte[] b, int off, int type, int length) {
        NetworkOrder.put16(b, off, type);
        NetworkOrder.put16(b, off + 2, length);
    }
}

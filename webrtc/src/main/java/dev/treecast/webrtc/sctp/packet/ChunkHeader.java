package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * What every chunk begins with (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.2">RFC 9260 section 3.2</a>). The length counts
 * the header, not the padding to whole words.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Chunk Type  |  Chunk Flags  |         Chunk Length          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class ChunkHeader {
    /** Bytes. */
    public static final int LENGTH = 4;

    public static final int DATA = 0;
    public static final int INIT = 1;
    public static final int INIT_ACK = 2;
    public static final int SACK = 3;
    public static final int HEARTBEAT = 4;
    public static final int HEARTBEAT_ACK = 5;
    public static final int ABORT = 6;
    public static final int SHUTDOWN = 7;
    public static final int SHUTDOWN_ACK = 8;
    public static final int ERROR = 9;
    public static final int COOKIE_ECHO = 10;
    public static final int COOKIE_ACK = 11;
    public static final int SHUTDOWN_COMPLETE = 14;
    /** RFC 6525. */
    public static final int RE_CONFIG = 130;
    /** RFC 3758. */
    public static final int FORWARD_TSN = 192;

    /** ABORT and SHUTDOWN COMPLETE: the verification tag is the receiver's own, reflected. */
    public static final int FLAG_T = 1;

    private ChunkHeader() {}

    public static int type(byte[] b, int off) {
        return b[off] & 0xff;
    }

    public static int flags(byte[] b, int off) {
        return b[off + 1] & 0xff;
    }

    /** Bytes with the header, without padding, as the chunk says. */
    public static int length(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 2);
    }

    /** Rounds up to whole words. */
    public static int padded(int length) {
        return length + 3 & ~3;
    }

    static void write(byte[] b, int off, int type, int flags, int length) {
        b[off] = (byte) type;
        b[off + 1] = (byte) flags;
        NetworkOrder.put16(b, off + 2, length);
    }

    // RFC 9260 section 3.2: the two upper bits of a type (of a parameter's, too) say what to do with one that is not
    // known.

    /** Whether an unknown chunk is passed over; otherwise the rest of the packet is dropped. */
    public static boolean isSkippedWhenUnknown(int type) {
        return (type & 0x80) != 0;
    }

    /** Whether an unknown chunk is reported in an ERROR. */
    public static boolean isReportedWhenUnknown(int type) {
        return (type & 0x40) != 0;
    }
}

package dev.treecast.webrtc.rtcp;

/**
 * The header that every RTCP packet begins with
 * (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4">RFC 3550 section 6.4</a>,
 * <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.1">RFC 4585 section 6.1</a>).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| count/FMT|  packet type  | length in 32-bit words less 1 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RtcpHeader {
    /** Bytes. */
    public static final int LENGTH = 4;

    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int GOODBYE = 203;
    /** RTPFB, transport layer feedback. */
    public static final int TRANSPORT_LAYER_FEEDBACK = 205;
    /** PSFB, payload-specific feedback. */
    public static final int PAYLOAD_SPECIFIC_FEEDBACK = 206;
    /** XR (RFC 3611). */
    public static final int EXTENDED_REPORT = 207;

    /** FMT of RTPFB. */
    public static final int FORMAT_NACK = 1;

    public static final int FORMAT_TRANSPORT_FEEDBACK = 15;

    /** FMT of PSFB. */
    public static final int FORMAT_PICTURE_LOSS_INDICATION = 1;

    public static final int FORMAT_FULL_INTRA_REQUEST = 4;
    public static final int FORMAT_APPLICATION_LAYER_FEEDBACK = 15;

    /** The count has five bits, so a packet carries at most this many report blocks, chunks or sources. */
    public static final int COUNT_MAX = 31;

    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;

    private RtcpHeader() {}

    static void write(byte[] out, int off, int countOrFormat, int packetType, int lengthBytes) {
        out[off] = (byte) (VERSION_2 | countOrFormat);
        out[off + 1] = (byte) packetType;
        NetworkOrder.put16(out, off + 2, (lengthBytes >> 2) - 1);
    }

    static void markPadded(byte[] out, int off) {
        out[off] |= PADDING;
    }

    static boolean isVersion2(byte[] b, int off) {
        return (b[off] & 0xc0) == VERSION_2;
    }

    static boolean hasPadding(byte[] b, int off) {
        return (b[off] & PADDING) != 0;
    }

    static int countOrFormat(byte[] b, int off) {
        return b[off] & 0x1f;
    }

    static int packetType(byte[] b, int off) {
        return b[off + 1] & 0xff;
    }

    /** The whole packet's length in bytes, header and padding included, as the header says. */
    static int lengthBytes(byte[] b, int off) {
        return (NetworkOrder.unsigned16(b, off + 2) + 1) << 2;
    }

    static boolean is(byte[] b, int off, int len, int lengthMin, int packetType) {
        return len >= lengthMin && isVersion2(b, off) && packetType(b, off) == packetType;
    }

    static boolean is(byte[] b, int off, int len, int lengthMin, int packetType, int format) {
        return is(b, off, len, lengthMin, packetType) && countOrFormat(b, off) == format;
    }
}

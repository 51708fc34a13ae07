package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * DATA (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.1">RFC 9260 section 3.3.1</a>): a message, or a fragment of one. Read in
 * place.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 0    |  Res  |I|U|B|E|            Length             |
 * |                              TSN                              |
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * |                  Payload Protocol Identifier                  |
 * |                           User Data                           |
 * </pre>
 */
public final class DataChunk {
    /** Bytes in front of the user data. */
    public static final int HEADER_LENGTH = 16;

    /** E: the last fragment. */
    public static final int FLAG_END = 1;
    /** B: the first fragment. */
    public static final int FLAG_BEGIN = 2;
    /** U: unordered. */
    public static final int FLAG_UNORDERED = 4;
    /** I: the sender wants its SACK at once. */
    public static final int FLAG_IMMEDIATE = 8;

    private DataChunk() {}

    public static boolean isWellFormed(int chunkLength) {
        return chunkLength >= HEADER_LENGTH;
    }

    public static int tsn(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int streamId(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 8);
    }

    public static int streamSequenceNumber(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 10);
    }

    public static int payloadProtocol(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 12);
    }

    /** Writes the header; the user data follow it. */
    public static void writeHeader(
            byte[] b, int off, int flags, int length, int tsn, int streamId, int sequenceNumber, int payloadProtocol) {
        ChunkHeader.write(b, off, ChunkHeader.DATA, flags, HEADER_LENGTH + length);
        NetworkOrder.put32(b, off + 4, tsn);
        NetworkOrder.put16(b, off + 8, streamId);
        NetworkOrder.put16(b, off + 10, sequenceNumber);
        NetworkOrder.put32(b, off + 12, payloadProtocol);
    }
}

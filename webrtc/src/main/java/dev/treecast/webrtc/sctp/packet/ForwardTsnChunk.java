package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * FORWARD TSN (<a href="https://www.rfc-editor.org/rfc/rfc3758#section-3.2">RFC 3758 section 3.2</a>): the receiver need not wait for what
 * lies before. The pairs name the last message of each ordered stream that was given up.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 192   |  Flags = 0x00 |        Length = Variable      |
 * |                      New Cumulative TSN                       |
 * |         Stream-1              |       Stream Sequence-1       |
 * </pre>
 */
public final class ForwardTsnChunk {
    /** Bytes without pairs. */
    public static final int FIXED_LENGTH = 8;

    public static final int PAIR_LENGTH = 4;

    private ForwardTsnChunk() {}

    public static boolean isWellFormed(int chunkLength) {
        return chunkLength >= FIXED_LENGTH && chunkLength % PAIR_LENGTH == 0;
    }

    public static int newCumulativeTsn(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int pairs(int chunkLength) {
        return (chunkLength - FIXED_LENGTH) / PAIR_LENGTH;
    }

    public static int streamId(byte[] b, int off, int pair) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + pair * PAIR_LENGTH);
    }

    public static int streamSequenceNumber(byte[] b, int off, int pair) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + pair * PAIR_LENGTH + 2);
    }

    public static int writeFixed(byte[] b, int off, int newCumulativeTsn, int pairs) {
        int length = FIXED_LENGTH + pairs * PAIR_LENGTH;
        ChunkHeader.write(b, off, ChunkHeader.FORWARD_TSN, 0, length);
        NetworkOrder.put32(b, off + 4, newCumulativeTsn);
        return length;
    }

    public static void writePair(byte[] b, int off, int pair, int streamId, int sequenceNumber) {
        NetworkOrder.put16(b, off + FIXED_LENGTH + pair * PAIR_LENGTH, streamId);
        NetworkOrder.put16(b, off + FIXED_LENGTH + pair * PAIR_LENGTH + 2, sequenceNumber);
    }
}

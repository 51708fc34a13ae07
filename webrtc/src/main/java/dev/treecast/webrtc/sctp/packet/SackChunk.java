package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * SACK (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.4">RFC 9260 section 3.3.4</a>): what has arrived, and how much more may
 * come. Read in place.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 3    |  Chunk Flags  |         Chunk Length          |
 * |                      Cumulative TSN Ack                       |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * |                        Duplicate TSN 1                        |
 * </pre>
 */
public final class SackChunk {
    /** Bytes without blocks and duplicates. */
    public static final int FIXED_LENGTH = 16;
    /** Bytes of a gap ack block, and of a duplicate TSN. */
    public static final int ENTRY_LENGTH = 4;

    private SackChunk() {}

    /** Whether all that is announced is there; each block must end at or after its start, the start not be 0. */
    public static boolean isWellFormed(byte[] b, int off, int chunkLength) {
        if (chunkLength < FIXED_LENGTH) {
            return false;
        }
        int blocks = gapBlocks(b, off);
        if (FIXED_LENGTH + (blocks + NetworkOrder.unsigned16(b, off + 14)) * ENTRY_LENGTH > chunkLength) {
            return false;
        }
        for (int i = 0; i < blocks; i++) {
            if (gapStart(b, off, i) == 0 || gapEnd(b, off, i) < gapStart(b, off, i)) {
                return false;
            }
        }
        return true;
    }

    public static int cumulativeTsn(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    /** a_rwnd, bytes. */
    public static long receiveWindowBytes(byte[] b, int off) {
        return NetworkOrder.unsigned32(b, off + 8);
    }

    public static int gapBlocks(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 12);
    }

    public static int duplicates(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off + 14);
    }

    /** Counted from the cumulative TSN. */
    public static int gapStart(byte[] b, int off, int block) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + block * ENTRY_LENGTH);
    }

    /** Counted from the cumulative TSN, inclusive. */
    public static int gapEnd(byte[] b, int off, int block) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + block * ENTRY_LENGTH + 2);
    }

    /** Writes the fixed part; blocks and duplicates, {@link #ENTRY_LENGTH} bytes each, follow it. */
    public static int writeFixed(byte[] b, int off, int cumulativeTsn, int windowBytes, int blocks, int duplicates) {
        int length = FIXED_LENGTH + (blocks + duplicates) * ENTRY_LENGTH;
        ChunkHeader.write(b, off, ChunkHeader.SACK, 0, length);
        NetworkOrder.put32(b, off + 4, cumulativeTsn);
        NetworkOrder.put32(b, off + 8, windowBytes);
        NetworkOrder.put16(b, off + 12, blocks);
        NetworkOrder.put16(b, off + 14, duplicates);
        return length;
    }

    public static void writeGap(byte[] b, int off, int block, int start, int end) {
        NetworkOrder.put16(b, off + FIXED_LENGTH + block * ENTRY_LENGTH, start);
        NetworkOrder.put16(b, off + FIXED_LENGTH + block * ENTRY_LENGTH + 2, end);
    }

    /**
     * @param entry its place behind the fixed part: the number of blocks and of duplicates before it
     */
    public static void writeDuplicate(byte[] b, int off, int entry, int tsn) {
        NetworkOrder.put32(b, off + FIXED_LENGTH + entry * ENTRY_LENGTH, tsn);
    }
}

package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * SHUTDOWN (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.8">RFC 9260 section 3.3.8</a>): its sender has nothing left to send.
 *
 * <pre>
 * |   Type = 7    |  Chunk Flags  |          Length = 8           |
 * |                      Cumulative TSN Ack                       |
 * </pre>
 */
public final class ShutdownChunk {
    public static final int LENGTH = 8;

    private ShutdownChunk() {}

    public static int cumulativeTsn(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int write(byte[] b, int off, int cumulativeTsn) {
        ChunkHeader.write(b, off, ChunkHeader.SHUTDOWN, 0, LENGTH);
        NetworkOrder.put32(b, off + 4, cumulativeTsn);
        return LENGTH;
    }
}

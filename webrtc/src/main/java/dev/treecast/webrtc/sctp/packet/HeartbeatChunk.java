package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * HEARTBEAT and HEARTBEAT ACK (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.5">RFC 9260 sections 3.3.5</a> and 3.3.6). The
 * information comes back as it went out; ours is when we sent it.
 *
 * <pre>
 * | Type = 4 or 5 |  Chunk Flags  |       Heartbeat Length        |
 * |    Heartbeat Info Type = 1    |         HB Info Length        |
 * |                 Sender-Specific Heartbeat Info                |
 * </pre>
 */
public final class HeartbeatChunk {
    /** Bytes of a heartbeat of ours. */
    public static final int LENGTH = 16;

    private static final int INFO_TYPE = 1;

    private HeartbeatChunk() {}

    public static int write(byte[] b, int off, long sentNs) {
        ChunkHeader.write(b, off, ChunkHeader.HEARTBEAT, 0, LENGTH);
        Parameter.write(b, off + 4, INFO_TYPE, Parameter.HEADER_LENGTH + 8);
        NetworkOrder.put64(b, off + 8, sentNs);
        return LENGTH;
    }

    /** Answers a heartbeat with what was in it; the caller has made sure that it fits. */
    public static int writeAck(byte[] b, int off, byte[] heartbeat, int heartbeatOffset, int chunkLength) {
        System.arraycopy(heartbeat, heartbeatOffset, b, off, chunkLength);
        ChunkHeader.write(b, off, ChunkHeader.HEARTBEAT_ACK, 0, chunkLength);
        return chunkLength;
    }

    /** Whether an acknowledgement can be of a heartbeat of ours. */
    public static boolean isOurs(byte[] b, int off, int chunkLength) {
        return chunkLength == LENGTH && Parameter.type(b, off + 4) == INFO_TYPE && Parameter.length(b, off + 4) == 12;
    }

    public static long sentNs(byte[] b, int off) {
        return NetworkOrder.int64(b, off + 8);
    }
}

package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import java.nio.charset.StandardCharsets;

/**
 * ERROR and ABORT with one cause (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.10">RFC 9260 sections 3.3.10</a> and 3.3.7).
 *
 * <pre>
 * | Type = 6 or 9 |  Chunk Flags  |         Chunk Length          |
 * |          Cause Code           |         Cause Length          |
 * |                  Cause-Specific Information                   |
 * </pre>
 */
public final class ErrorCause {
    public static final int INVALID_STREAM_IDENTIFIER = 1;
    public static final int UNRECOGNIZED_CHUNK_TYPE = 6;
    public static final int NO_USER_DATA = 9;
    public static final int USER_INITIATED_ABORT = 12;
    public static final int PROTOCOL_VIOLATION = 13;

    /** Of an unknown chunk that is sent back, bytes. */
    private static final int REPORTED_BYTES_MAX = 64;

    private ErrorCause() {}

    /** Writes an ABORT with a sentence for people, ASCII. */
    public static int writeAbort(byte[] b, int off, int cause, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        ChunkHeader.write(b, off, ChunkHeader.ABORT, 0, ChunkHeader.LENGTH + Parameter.HEADER_LENGTH + text.length);
        Parameter.write(b, off + 4, cause, Parameter.HEADER_LENGTH + text.length);
        System.arraycopy(text, 0, b, off + 8, text.length);
        return 8 + text.length;
    }

    /** Reports an unknown chunk, the beginning of it. */
    public static int writeUnrecognizedChunk(byte[] b, int off, byte[] packet, int chunkOffset, int chunkLength) {
        int length = Math.min(chunkLength, REPORTED_BYTES_MAX);
        ChunkHeader.write(b, off, ChunkHeader.ERROR, 0, ChunkHeader.LENGTH + Parameter.HEADER_LENGTH + length);
        Parameter.write(b, off + 4, UNRECOGNIZED_CHUNK_TYPE, Parameter.HEADER_LENGTH + length);
        System.arraycopy(packet, chunkOffset, b, off + 8, length);
        return 8 + length;
    }

    public static int writeInvalidStream(byte[] b, int off, int streamId) {
        ChunkHeader.write(b, off, ChunkHeader.ERROR, 0, 12);
        Parameter.write(b, off + 4, INVALID_STREAM_IDENTIFIER, 8);
        NetworkOrder.put16(b, off + 8, streamId);
        NetworkOrder.put16(b, off + 10, 0);
        return 12;
    }

    /** The first cause of an ERROR or ABORT, 0 when there is none. */
    public static int firstCause(byte[] b, int off, int chunkLength) {
        return Parameter.isWhole(b, off + ChunkHeader.LENGTH, off + chunkLength)
                ? Parameter.type(b, off + ChunkHeader.LENGTH)
                : 0;
    }
}

package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * Outgoing SSN Reset Request (<a href="https://www.rfc-editor.org/rfc/rfc6525#section-4.1">RFC 6525 section 4.1</a>): its sender begins these
 * streams anew. No stream at all means every stream.
 *
 * <pre>
 * |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
 * |           Re-configuration Request Sequence Number            |
 * |           Re-configuration Response Sequence Number           |
 * |                Sender's Last Assigned TSN                     |
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * </pre>
 */
public final class OutgoingResetParameter {
    public static final int TYPE = 13;
    /** Bytes without streams. */
    public static final int FIXED_LENGTH = 16;

    private OutgoingResetParameter() {}

    public static boolean isWellFormed(byte[] b, int off) {
        return Parameter.length(b, off) >= FIXED_LENGTH && Parameter.length(b, off) % 2 == 0;
    }

    public static int requestNumber(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int lastTsn(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 12);
    }

    public static int streams(byte[] b, int off) {
        return (Parameter.length(b, off) - FIXED_LENGTH) / 2;
    }

    public static int streamId(byte[] b, int off, int index) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + index * 2);
    }

    /** Writes it without padding; the chunk's writer pads. */
    public static int write(byte[] b, int off, int request, int response, int lastTsn, int[] streamIds, int count) {
        int length = FIXED_LENGTH + 2 * count;
        Parameter.write(b, off, TYPE, length);
        NetworkOrder.put32(b, off + 4, request);
        NetworkOrder.put32(b, off + 8, response);
        NetworkOrder.put32(b, off + 12, lastTsn);
        for (int i = 0; i < count; i++) {
            NetworkOrder.put16(b, off + FIXED_LENGTH + 2 * i, streamIds[i]);
        }
        return length;
    }
}

package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * Re-configuration Response (<a href="https://www.rfc-editor.org/rfc/rfc6525#section-4.4">RFC 6525 section 4.4</a>).
 *
 * <pre>
 * |     Parameter Type = 16       |      Parameter Length         |
 * |         Re-configuration Response Sequence Number             |
 * |                            Result                             |
 * </pre>
 */
public final class ReconfigResponseParameter {
    public static final int TYPE = 16;
    public static final int LENGTH = 12;

    public static final int NOTHING_TO_DO = 0;
    public static final int PERFORMED = 1;
    public static final int DENIED = 2;
    public static final int BAD_SEQUENCE_NUMBER = 5;
    public static final int IN_PROGRESS = 6;

    private ReconfigResponseParameter() {}

    public static boolean isWellFormed(byte[] b, int off) {
        return Parameter.length(b, off) >= LENGTH;
    }

    /** The request that this answers. */
    public static int requestNumber(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int result(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 8);
    }

    public static int write(byte[] b, int off, int requestNumber, int result) {
        Parameter.write(b, off, TYPE, LENGTH);
        NetworkOrder.put32(b, off + 4, requestNumber);
        NetworkOrder.put32(b, off + 8, result);
        return LENGTH;
    }
}

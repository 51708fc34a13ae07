package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * Incoming SSN Reset Request (<a href="https://www.rfc-editor.org/rfc/rfc6525#section-4.2">RFC 6525 section 4.2</a>): its sender asks us to
 * begin these streams of ours anew. We never send it.
 *
 * <pre>
 * |     Parameter Type = 14       |  Parameter Length = 8 + 2 * N |
 * |           Re-configuration Request Sequence Number            |
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * </pre>
 */
public final class IncomingResetParameter {
    public static final int TYPE = 14;
    private static final int FIXED_LENGTH = 8;

    private IncomingResetParameter() {}

    public static boolean isWellFormed(byte[] b, int off) {
        return Parameter.length(b, off) >= FIXED_LENGTH && Parameter.length(b, off) % 2 == 0;
    }

    public static int requestNumber(byte[] b, int off) {
        return NetworkOrder.int32(b, off + 4);
    }

    public static int streams(byte[] b, int off) {
        return (Parameter.length(b, off) - FIXED_LENGTH) / 2;
    }

    public static int streamId(byte[] b, int off, int index) {
        return NetworkOrder.unsigned16(b, off + FIXED_LENGTH + index * 2);
    }
}

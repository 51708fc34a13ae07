package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.Nullable;

/**
 * Tells somebody who only receives the round trip: an extended report with one DLRR block (<a
 * href="https://www.rfc-editor.org/rfc/rfc3611#section-4.5">RFC 3611 section 4.5</a>) that answers a {@link ReceiverReferenceTime}.
 *
 * <pre>
 * |V=2|P|reserved |   PT=XR=207   |             length            |
 * |                              SSRC                             |
 * |     BT=5      |   reserved    |       block length = 3        |
 * |                 SSRC of the one that asked                    |
 * |                         last RR (LRR)                         |
 * |                   delay since last RR (DLRR)                  |
 * </pre>
 *
 * @param senderSsrc who answers
 * @param ssrc who asked
 * @param lastReceiverReference middle 32 bits of the reference time that came last
 * @param delay since it came, 1/65536 s
 */
public record DelaySinceReceiverReport(int senderSsrc, int ssrc, int lastReceiverReference, int delay)
        implements RtcpPacket {
    private static final int BLOCK_TYPE = 5;
    private static final int LENGTH = 24;

    /** An extended report that begins with such a block, the first of its entries; null for anything else. */
    public static @Nullable DelaySinceReceiverReport parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, LENGTH, RtcpHeader.EXTENDED_REPORT)
                || NetworkOrder.unsigned8(b, off + 8) != BLOCK_TYPE
                || NetworkOrder.unsigned16(b, off + 10) < 3) {
            return null;
        }
        return new DelaySinceReceiverReport(
                NetworkOrder.int32(b, off + 4),
                NetworkOrder.int32(b, off + 12),
                NetworkOrder.int32(b, off + 16),
                NetworkOrder.int32(b, off + 20));
    }

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, 0, RtcpHeader.EXTENDED_REPORT, LENGTH);
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, BLOCK_TYPE << 24 | 3);
        NetworkOrder.put32(out, off + 12, ssrc);
        NetworkOrder.put32(out, off + 16, lastReceiverReference);
        NetworkOrder.put32(out, off + 20, delay);
        return LENGTH;
    }
}

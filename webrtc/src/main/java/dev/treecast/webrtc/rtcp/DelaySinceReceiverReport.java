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
    private static final int BLOCKS_AT = 8;
    private static final int BLOCK_HEADER = 4;
    private static final int ENTRY = 12;

    /**
     * The answer for one that asked in an extended report, whatever other blocks it has and whomever else it answers; null where there is none, or a block before
     * it is malformed.
     *
     * @param asker its SSRC
     */
    public static @Nullable DelaySinceReceiverReport parse(byte[] b, int off, int len, int asker) {
        if (!RtcpHeader.is(b, off, len, BLOCKS_AT, RtcpHeader.EXTENDED_REPORT)) {
            return null;
        }
        int end = off + len;
        int at = off + BLOCKS_AT;
        while (at + BLOCK_HEADER <= end) {
            int next = at + BLOCK_HEADER + 4 * NetworkOrder.unsigned16(b, at + 2);
            if (next > end) {
                return null;
            }
            if (NetworkOrder.unsigned8(b, at) == BLOCK_TYPE) {
                for (int entry = at + BLOCK_HEADER; entry + ENTRY <= next; entry += ENTRY) {
                    if (NetworkOrder.int32(b, entry) == asker) {
                        return new DelaySinceReceiverReport(
                                NetworkOrder.int32(b, off + 4),
                                asker,
                                NetworkOrder.int32(b, entry + 4),
                                NetworkOrder.int32(b, entry + 8));
                    }
                }
            }
            at = next;
        }
        return null;
    }

    /**
     * The time there and back, in nanoseconds, to 15 µs; −1 where the other end had no reference time, or the numbers cannot be.
     *
     * @param nowMiddle32 the clock that the reference time was read from, now
     */
    public long roundTripNs(int nowMiddle32) {
        int units = nowMiddle32 - delay - lastReceiverReference;
        return lastReceiverReference == 0 || units < 0 ? -1 : NtpTimestamp.durationToNs(units);
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

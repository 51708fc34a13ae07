package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link ReferenceTime}, a DLRR sub-block (<a href="https://www.rfc-editor.org/rfc/rfc3611#section-4.5">RFC 3611 section 4.5</a>):
 *
 * <pre>
 * |     BT=5      |   reserved    |  block length = 3 per sub-block |
 * |                        SSRC of receiver                         |
 * |                         last RR (LRR)                           |
 * |                   delay since last RR (DLRR)                    |
 * </pre>
 *
 * @param ssrc whose reference time is echoed
 * @param last the middle 32 bits of its timestamp
 * @param delay since it came, in 1/65536 s, 32 bits
 */
public record ReferenceTimeEcho(int ssrc, int last, int delay) {
    private static final int FIXED_LENGTH = 8;
    private static final int BLOCK_HEADER = 4;
    private static final int BLOCK_TYPE = 5;
    private static final int SUB_BLOCK = 12;

    /** The echo for a receiver in one XR packet, whatever other blocks it has; null where there is none. */
    public static @Nullable ReferenceTimeEcho parse(byte[] b, int off, int len, int receiver) {
        if (!RtcpHeader.is(b, off, len, FIXED_LENGTH, RtcpHeader.EXTENDED_REPORT)) {
            return null;
        }
        int end = off + len;
        int at = off + FIXED_LENGTH;
        while (at + BLOCK_HEADER <= end) {
            int next = at + BLOCK_HEADER + 4 * NetworkOrder.unsigned16(b, at + 2);
            if (next > end) {
                return null;
            }
            if (NetworkOrder.unsigned8(b, at) == BLOCK_TYPE) {
                for (int sub = at + BLOCK_HEADER; sub + SUB_BLOCK <= next; sub += SUB_BLOCK) {
                    if (NetworkOrder.int32(b, sub) == receiver) {
                        return new ReferenceTimeEcho(
                                receiver, NetworkOrder.int32(b, sub + 4), NetworkOrder.int32(b, sub + 8));
                    }
                }
            }
            at = next;
        }
        return null;
    }

    /**
     * The time there and back, in nanoseconds, to 15 µs; −1 where the sender had no reference time, or the numbers cannot be.
     *
     * @param nowMiddle32 the clock that the reference time was read from, now
     */
    public long roundTripNs(int nowMiddle32) {
        int units = nowMiddle32 - delay - last;
        return last == 0 || units < 0 ? -1 : NtpTimestamp.durationToNs(units);
    }
}

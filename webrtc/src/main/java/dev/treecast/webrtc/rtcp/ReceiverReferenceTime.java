package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.Nullable;

/**
 * Asks for the round trip on behalf of somebody who only receives: an extended report with one receiver reference time block (<a
 * href="https://www.rfc-editor.org/rfc/rfc3611#section-4.4">RFC 3611 section 4.4</a>). {@link DelaySinceReceiverReport} answers it.
 *
 * <pre>
 * |V=2|P|reserved |   PT=XR=207   |             length            |
 * |                              SSRC                             |
 * |     BT=4      |   reserved    |       block length = 2        |
 * |              NTP timestamp, most significant word             |
 * |             NTP timestamp, least significant word             |
 * </pre>
 *
 * @param senderSsrc who asks
 * @param ntpTimestamp on the asker's clock, 64 bits ({@link NtpTimestamp}); any clock, as long as it goes evenly
 */
public record ReceiverReferenceTime(int senderSsrc, long ntpTimestamp) implements RtcpPacket {
    private static final int BLOCK_TYPE = 4;
    private static final int BLOCK_HEADER = 4;
    private static final int BLOCKS_AT = 8;
    private static final int BODY = 8;

    /** The first such block of an extended report; null when there is none, or the report is malformed. */
    public static @Nullable ReceiverReferenceTime parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, BLOCKS_AT, RtcpHeader.EXTENDED_REPORT)) {
            return null;
        }
        int at = off + BLOCKS_AT;
        int end = off + len;
        while (end - at >= BLOCK_HEADER) {
            int body = NetworkOrder.unsigned16(b, at + 2) * 4;
            if (body > end - at - BLOCK_HEADER) {
                return null;
            }
            if (NetworkOrder.unsigned8(b, at) == BLOCK_TYPE && body == BODY) {
                return new ReceiverReferenceTime(
                        NetworkOrder.int32(b, off + 4), NetworkOrder.int64(b, at + BLOCK_HEADER));
            }
            at += BLOCK_HEADER + body;
        }
        return null;
    }

    @Override
    public int length() {
        return BLOCKS_AT + BLOCK_HEADER + BODY;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, 0, RtcpHeader.EXTENDED_REPORT, length());
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, BLOCK_TYPE << 24 | BODY / 4);
        NetworkOrder.put64(out, off + 12, ntpTimestamp);
        return length();
    }
}

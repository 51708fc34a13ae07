package dev.treecast.webrtc.rtcp;

/**
 * XR with a receiver reference time report (<a href="https://www.rfc-editor.org/rfc/rfc3611#section-4.4">RFC 3611 section 4.4</a>): a receiver's clock,
 * which the sender echoes ({@link ReferenceTimeEcho}), so that one that sends no media can measure the round trip.
 *
 * <pre>
 * |V=2|P|reserved |   PT=XR=207   |          length = 4           |
 * |                          SSRC of us                           |
 * |     BT=4      |   reserved    |       block length = 2        |
 * |              NTP timestamp, most significant word             |
 * |             NTP timestamp, least significant word             |
 * </pre>
 *
 * @param ssrc the receiver's
 * @param ntpTimestamp see {@link NtpTimestamp}; any clock, as long as it goes evenly
 */
public record ReferenceTime(int ssrc, long ntpTimestamp) implements RtcpPacket {
    private static final int LENGTH = 20;
    private static final int BLOCK_TYPE = 4;

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, 0, RtcpHeader.EXTENDED_REPORT, LENGTH);
        NetworkOrder.put32(out, off + 4, ssrc);
        NetworkOrder.put32(out, off + 8, BLOCK_TYPE << 24 | 2);
        NetworkOrder.put64(out, off + 12, ntpTimestamp);
        return LENGTH;
    }
}

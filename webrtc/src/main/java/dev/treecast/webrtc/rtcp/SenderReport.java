package dev.treecast.webrtc.rtcp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SR (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550 section 6.4.1</a>): which wall clock instant
 * an RTP timestamp stands for, and how much was sent.
 *
 * <pre>
 * |V=2|P|   RC    |   PT=SR=200   |            length             |
 * |                         SSRC of sender                        |
 * |              NTP timestamp, most significant word             |
 * |              NTP timestamp, least significant word            |
 * |                         RTP timestamp                         |
 * |                     sender's packet count                     |
 * |                      sender's octet count                     |
 * |                  RC report blocks of 24 bytes                 |
 * </pre>
 *
 * @param ssrc the sender, 32 bits
 * @param ntpTimestamp see {@link NtpTimestamp}
 * @param rtpTimestamp 32 bits
 * @param packetCount modulo 2^32
 * @param octetCount payload bytes modulo 2^32
 * @param reports at most 31
 */
public record SenderReport(
        int ssrc, long ntpTimestamp, int rtpTimestamp, long packetCount, long octetCount, List<ReportBlock> reports)
        implements RtcpPacket {
    private static final int FIXED_LENGTH = 28;

    public SenderReport {
        reports = ReportBlock.checkedCopy(reports);
    }

    public static @Nullable SenderReport parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, FIXED_LENGTH, RtcpHeader.SENDER_REPORT)) {
            return null;
        }
        int count = RtcpHeader.countOrFormat(b, off);
        if (len < FIXED_LENGTH + count * ReportBlock.LENGTH) {
            return null;
        }
        return new SenderReport(
                NetworkOrder.int32(b, off + 4),
                NetworkOrder.int64(b, off + 8),
                NetworkOrder.int32(b, off + 16),
                NetworkOrder.unsigned32(b, off + 20),
                NetworkOrder.unsigned32(b, off + 24),
                ReportBlock.parseAll(b, off + FIXED_LENGTH, count));
    }

    @Override
    public int length() {
        return FIXED_LENGTH + reports.size() * ReportBlock.LENGTH;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, reports.size(), RtcpHeader.SENDER_REPORT, length());
        NetworkOrder.put32(out, off + 4, ssrc);
        NetworkOrder.put64(out, off + 8, ntpTimestamp);
        NetworkOrder.put32(out, off + 16, rtpTimestamp);
        NetworkOrder.put32(out, off + 20, (int) packetCount);
        NetworkOrder.put32(out, off + 24, (int) octetCount);
        ReportBlock.writeAll(reports, out, off + FIXED_LENGTH);
        return length();
    }
}

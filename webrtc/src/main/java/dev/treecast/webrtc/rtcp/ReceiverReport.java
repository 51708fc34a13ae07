package dev.treecast.webrtc.rtcp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RR (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.2">RFC 3550 section 6.4.2</a>).
 *
 * <pre>
 * |V=2|P|   RC    |   PT=RR=201   |            length             |
 * |                     SSRC of packet sender                     |
 * |                  RC report blocks of 24 bytes                 |
 * </pre>
 *
 * @param ssrc who reports, 32 bits
 * @param reports at most 31
 */
public record ReceiverReport(int ssrc, List<ReportBlock> reports) implements RtcpPacket {
    private static final int FIXED_LENGTH = 8;

    public ReceiverReport {
        reports = ReportBlock.checkedCopy(reports);
    }

    public static @Nullable ReceiverReport parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, FIXED_LENGTH, RtcpHeader.RECEIVER_REPORT)) {
            return null;
        }
        int count = RtcpHeader.countOrFormat(b, off);
        if (len < FIXED_LENGTH + count * ReportBlock.LENGTH) {
            return null;
        }
        return new ReceiverReport(NetworkOrder.int32(b, off + 4), ReportBlock.parseAll(b, off + FIXED_LENGTH, count));
    }

    @Override
    public int length() {
        return FIXED_LENGTH + reports.size() * ReportBlock.LENGTH;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, reports.size(), RtcpHeader.RECEIVER_REPORT, length());
        NetworkOrder.put32(out, off + 4, ssrc);
        ReportBlock.writeAll(reports, out, off + FIXED_LENGTH);
        return length();
    }
}

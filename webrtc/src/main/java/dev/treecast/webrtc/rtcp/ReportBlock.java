package dev.treecast.webrtc.rtcp;

import java.util.ArrayList;
import java.util.List;

/**
 * What a receiver reports of one source (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550 section
 * 6.4.1</a>).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param ssrc the source that the report is on
 * @param fractionLost since the last report, in 1/256: 0 to 255
 * @param cumulativeLost since the start; negative when duplicates outnumber losses; 24 bits, signed
 * @param extendedHighestSequence cycles in the upper 16 bits, sequence number in the lower
 * @param jitter in timestamp units
 * @param lastSenderReport middle 32 bits of the last sender report's NTP time, 0 for none
 * @param delaySinceLastSenderReport 1/65536 s
 */
public record ReportBlock(
        int ssrc,
        int fractionLost,
        int cumulativeLost,
        long extendedHighestSequence,
        long jitter,
        int lastSenderReport,
        long delaySinceLastSenderReport) {
    public static final int LENGTH = 24;

    /** Clocks drift: a round trip that comes out this little below zero is zero (1/65536 s; 50 ms). */
    private static final int NEGATIVE_ROUND_TRIP_MAX = 3277;

    /**
     * Round trip, seen by whoever sent the reported stream (RFC 3550 section 6.4.1, figure 2).
     *
     * @param nowMiddle32 middle 32 bits of the NTP time at which the report came
     * @return nanoseconds, or −1 when the reporter has seen no sender report yet or the times make no sense
     */
    public long roundTripNs(int nowMiddle32) {
        if (lastSenderReport == 0) {
            return -1;
        }
        int units = nowMiddle32 - lastSenderReport - (int) delaySinceLastSenderReport;
        if (units < 0) {
            return units >= -NEGATIVE_ROUND_TRIP_MAX ? 0 : -1;
        }
        return NtpTimestamp.durationToNs(units);
    }

    static ReportBlock parse(byte[] b, int off) {
        return new ReportBlock(
                NetworkOrder.int32(b, off),
                NetworkOrder.unsigned8(b, off + 4),
                NetworkOrder.int32(b, off + 4) << 8 >> 8,
                NetworkOrder.unsigned32(b, off + 8),
                NetworkOrder.unsigned32(b, off + 12),
                NetworkOrder.int32(b, off + 16),
                NetworkOrder.unsigned32(b, off + 20));
    }

    void write(byte[] out, int off) {
        NetworkOrder.put32(out, off, ssrc);
        NetworkOrder.put32(out, off + 4, fractionLost << 24 | (cumulativeLost & 0xff_ffff));
        NetworkOrder.put32(out, off + 8, (int) extendedHighestSequence);
        NetworkOrder.put32(out, off + 12, (int) jitter);
        NetworkOrder.put32(out, off + 16, lastSenderReport);
        NetworkOrder.put32(out, off + 20, (int) delaySinceLastSenderReport);
    }

    static List<ReportBlock> parseAll(byte[] b, int off, int count) {
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(parse(b, off + i * LENGTH));
        }
        return blocks;
    }

    static void writeAll(List<ReportBlock> blocks, byte[] out, int off) {
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).write(out, off + i * LENGTH);
        }
    }

    static List<ReportBlock> checkedCopy(List<ReportBlock> blocks) {
        if (blocks.size() > RtcpHeader.COUNT_MAX) {
            throw new IllegalArgumentException(blocks.size() + " report blocks; a report holds 31");
        }
        return List.copyOf(blocks);
    }
}

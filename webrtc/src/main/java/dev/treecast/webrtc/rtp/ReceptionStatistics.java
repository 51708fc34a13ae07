package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.ReportBlock;

/**
 * What a receiver knows of one source, and the report block that it makes of it (<a
 * href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.1">RFC 3550 appendices A.1</a>, A.3 and A.8).
 *
 * <p>The probation of A.1 is left out: a packet that passed SRTP's authentication is from its source. Packets that came
 * as retransmissions are not to be fed, so that what is reported is the loss of the path.
 */
public final class ReceptionStatistics {
    // RFC 3550 appendix A.1.
    private static final int DROPOUT_MAX = 3_000;
    private static final int MISORDER_MAX = 100;
    /** A jump of the timestamps by this many seconds is a new beginning, not jitter. */
    private static final int JITTER_SECONDS_MAX = 5;

    private static final int CUMULATIVE_LOST_MAX = 0x7f_ffff;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    // Given.
    private final int ssrc;
    private final int clockRateHz;

    // Sequence numbers, extended.
    private boolean started;
    private long base;
    private long highest;
    private long received;
    private long expectedPrior;
    private long receivedPrior;
    private int restartCandidate = -1;
    private int fractionLost;

    // Jitter, scaled by 16.
    private long epochNs;
    private int transit;
    private long jitterScaled;

    // The last sender report.
    private int lastSenderReport;
    private long lastSenderReportNs;

    public ReceptionStatistics(int ssrc, int clockRateHz) {
        this.ssrc = ssrc;
        this.clockRateHz = clockRateHz;
    }

    /** A packet came that is no retransmission. */
    public void onPacket(int sequenceNumber, int timestamp, long arrivalNs) {
        if (!started) {
            started = true;
            epochNs = arrivalNs;
            restart(sequenceNumber, timestamp, arrivalNs);
            return;
        }
        int distance = SequenceNumbers.distance((int) highest & 0xffff, sequenceNumber);
        if (distance > 0 && distance < DROPOUT_MAX) {
            highest += distance;
            updateJitter(timestamp, arrivalNs);
        } else if (distance > 0 || distance < -MISORDER_MAX) {
            if (sequenceNumber != restartCandidate) {
                restartCandidate = SequenceNumbers.plus(sequenceNumber, 1);
                return;
            }
            restart(sequenceNumber, timestamp, arrivalNs);
            return;
        }
        restartCandidate = -1;
        received++;
    }

    private void restart(int sequenceNumber, int timestamp, long arrivalNs) {
        base = sequenceNumber;
        highest = sequenceNumber;
        received = 1;
        expectedPrior = 0;
        receivedPrior = 0;
        restartCandidate = -1;
        transit = arrivalUnits(arrivalNs) - timestamp;
    }

    private int arrivalUnits(long arrivalNs) {
        long sinceNs = arrivalNs - epochNs;
        return (int) (sinceNs / NS_PER_SECOND * clockRateHz + sinceNs % NS_PER_SECOND * clockRateHz / NS_PER_SECOND);
    }

    private void updateJitter(int timestamp, long arrivalNs) {
        int nowTransit = arrivalUnits(arrivalNs) - timestamp;
        long difference = Math.abs((long) (nowTransit - transit));
        transit = nowTransit;
        if (difference < (long) JITTER_SECONDS_MAX * clockRateHz) {
            jitterScaled += difference - ((jitterScaled + 8) >> 4);
        }
    }

    /** A sender report of the source came. */
    public void onSenderReport(long ntpTimestamp, long arrivalNs) {
        lastSenderReport = NtpTimestamp.middle32(ntpTimestamp);
        lastSenderReportNs = arrivalNs;
    }

    /** The report, whose fraction lost counts since the report before. */
    public ReportBlock report(long nowNs) {
        long expected = started ? highest - base + 1 : 0;
        long expectedInterval = expected - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        fractionLost = expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
        long delay = lastSenderReport == 0
                ? 0
                : Integer.toUnsignedLong(NtpTimestamp.durationFromNs(nowNs - lastSenderReportNs));
        return new ReportBlock(
                ssrc,
                fractionLost,
                Math.toIntExact(Math.clamp(expected - received, -CUMULATIVE_LOST_MAX - 1, CUMULATIVE_LOST_MAX)),
                highest & 0xffff_ffffL,
                jitter(),
                lastSenderReport,
                delay);
    }

    /** Interarrival jitter, timestamp units. */
    public long jitter() {
        return jitterScaled >> 4;
    }

    /** Of the last report, 0 to 255 in 1/256. */
    public int fractionLost() {
        return fractionLost;
    }

    public long receivedCount() {
        return received;
    }
}

package dev.treecast.tree;

import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.AbsoluteCaptureTime;

/**
 * When the frames of a track were captured, by the publisher's clock: abs-capture-time says so where there is one, and in between, and where there
 * is none, the RTP timestamp counts on from what was said last (RFC 3550 section 6.4.1: a report's two timestamps stand for the same
 * instant, and browsers stamp pictures when they capture them). Belongs to one thread.
 */
public final class CaptureClock {
    private final int clockRateHz;
    private boolean known;
    private boolean absolute;
    private long unixNs;
    private long timestamp;

    public CaptureClock(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Another publisher, whose numbers mean something else. */
    public void restart() {
        known = false;
        absolute = false;
    }

    /** A sender report, with its timestamp extended as the packets' are. */
    public void report(long ntpTimestamp, long reportTimestamp) {
        if (!absolute) {
            known = true;
            unixNs = NtpTimestamp.toUnixNs(ntpTimestamp);
            timestamp = reportTimestamp;
        }
    }

    /** A packet that has an abs-capture-time of this length in bytes; others are passed over. */
    public void packet(long packetTimestamp, byte[] captureTime, int length) {
        if (!AbsoluteCaptureTime.isValid(length)) {
            return;
        }
        long captured = NtpTimestamp.toUnixNs(AbsoluteCaptureTime.ntpTimestamp(captureTime, 0));
        if (AbsoluteCaptureTime.hasClockOffset(length)) {
            // The capturer's clock is ahead of the publisher's by so much, in 2^-32 s.
            captured -= (long) (AbsoluteCaptureTime.clockOffset(captureTime, 0) * (1e9 / (1L << 32)));
        }
        known = true;
        absolute = true;
        unixNs = captured;
        timestamp = packetTimestamp;
    }

    /** Whether the publisher has said anything. */
    public boolean known() {
        return known;
    }

    /** When what has this timestamp was captured, by the publisher's clock, in nanoseconds since the Unix epoch. */
    public long capturedUnixNs(long frameTimestamp) {
        return unixNs + (frameTimestamp - timestamp) * 1_000_000_000L / clockRateHz;
    }
}

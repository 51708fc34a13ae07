package dev.treecast.tree.node;

import dev.treecast.webrtc.rtcp.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * How long after its capture, by the publisher's clock, a frame is at a node, by the node's. The publisher's sender reports say when a timestamp was
 * (RFC 3550 section 6.4.1), and travel down the tree with its packets, so that all nodes reckon alike. One thread writes, any may read.
 */
final class CaptureDelay {
    private static final double SHARE = 1.0 / 32;

    private final int clockRateHz;
    private boolean reported;
    private long reportedNs;
    private long reportedTimestamp;
    private volatile double smoothedMs = Double.NaN;

    CaptureDelay(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** The publisher's sender report, with its timestamp extended as the packets' are. */
    void report(long ntpTimestamp, long timestamp) {
        reportedNs = NtpTimestamp.toUnixNs(ntpTimestamp);
        reportedTimestamp = timestamp;
        reported = true;
    }

    /** The last packet of a frame has come, at a time of the wall clock. */
    void frame(long timestamp, long wallClockNs) {
        if (!reported) {
            return;
        }
        double capturedNs = reportedNs + (timestamp - reportedTimestamp) * 1e9 / clockRateHz;
        double delayMs = (wallClockNs - capturedNs) / 1e6;
        double before = smoothedMs;
        smoothedMs = Double.isNaN(before) ? delayMs : before + (delayMs - before) * SHARE;
    }

    /** Smoothed over about the last 32 frames; null before the first. */
    @Nullable
    Double ms() {
        double now = smoothedMs;
        return Double.isNaN(now) ? null : now;
    }
}

package dev.treecast.edge;

import dev.treecast.webrtc.peer.FrameClock;
import org.jspecify.annotations.Nullable;

/**
 * When the frames of a video track arrived, by the timestamps that viewers see: those of the track, whatever publications were spliced
 * together. Written by the stream's loop, read by any thread.
 */
final class SeenFrames implements FrameClock {
    /** Between anchors: long enough that none is made in vain, short enough that clocks do not drift apart (a microsecond). */
    private static final long ANCHOR_INTERVAL_NS = 100_000_000;

    /** A viewer has seen nothing older: no jitter buffer holds 30 s. What is further ahead has not come yet. */
    private static final long AGE_NS_MAX = 30_000_000_000L;

    private static final long AHEAD_NS_MAX = 1_000_000_000L;

    private record Anchor(long timestamp, long arrivedNs) {}

    private final int clockRateHz;
    private volatile @Nullable Anchor anchor;

    SeenFrames(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** A packet of the track came. */
    void arrived(long timestamp, long arrivedNs) {
        Anchor known = anchor;
        if (known == null || (timestamp > known.timestamp && arrivedNs - known.arrivedNs >= ANCHOR_INTERVAL_NS)) {
            anchor = new Anchor(timestamp, arrivedNs);
        }
    }

    @Override
    public long arrivedNs(int rtpTimestamp) {
        Anchor known = anchor;
        if (known == null) {
            return UNKNOWN;
        }
        long sinceNs = (rtpTimestamp - (int) known.timestamp) * 1_000_000_000L / clockRateHz;
        return sinceNs < -AGE_NS_MAX || sinceNs > AHEAD_NS_MAX ? UNKNOWN : known.arrivedNs + sinceNs;
    }

    @Override
    public long rtpTimestamp(long arrivedNs) {
        Anchor known = anchor;
        if (known == null) {
            return UNKNOWN;
        }
        // Microseconds: nanoseconds times the clock rate would overflow after a day.
        return known.timestamp + (arrivedNs - known.arrivedNs) / 1_000 * clockRateHz / 1_000_000 & 0xffff_ffffL;
    }
}

package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.SeenFrameClock;

/** The clock of a client elsewhere: its edge tells now and then which RTP timestamp stood for which stream time, and 90 kHz tell the rest. */
final class AnchoredClock implements SeenFrameClock {
    private static final long RATE_KHZ = 90;

    private boolean anchored;
    private int rtp;
    private long streamUs;

    void anchor(int nextRtp, long nextUs) {
        anchored = true;
        rtp = nextRtp;
        streamUs = nextUs;
    }

    @Override
    public long streamTimeUs(int rtpTimestamp) {
        return anchored ? streamUs + (rtpTimestamp - rtp) * 1_000L / RATE_KHZ : UNKNOWN;
    }

    @Override
    public long rtpTimestamp(long streamTimeUs) {
        return anchored ? (rtp + Math.floorDiv((streamTimeUs - streamUs) * RATE_KHZ, 1_000L)) & 0xFFFF_FFFFL : UNKNOWN;
    }
}

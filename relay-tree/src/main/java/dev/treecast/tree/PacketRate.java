package dev.treecast.tree;

/** Packets a second over the last second or so, counted by one thread, read by any. */
final class PacketRate {
    /** Until the first second is over: 2.5 Mbit/s of video and 50 packets of audio. */
    private static final int ASSUMED = 300;

    private static final long WINDOW_NS = 1_000_000_000L;

    private long windowStartNs;
    private long packets;
    private volatile int packetsPerSecond = ASSUMED;

    /** Counts one packet, at a time that does not run backwards. */
    void count(long nowNs) {
        if (packets == 0) {
            windowStartNs = nowNs;
        }
        packets++;
        long elapsedNs = nowNs - windowStartNs;
        if (elapsedNs >= WINDOW_NS) {
            packetsPerSecond = (int) ((packets - 1) * 1_000_000_000L / elapsedNs);
            packets = 0;
        }
    }

    int packetsPerSecond() {
        return packetsPerSecond;
    }
}

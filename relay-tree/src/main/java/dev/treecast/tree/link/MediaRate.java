package dev.treecast.tree.link;

/** How many packets of media come over a link, and how far apart; counted on its loop, read from any thread. */
final class MediaRate {
    private static final long WINDOW_NS = 1_000_000_000L;

    private long counted;
    private long windowNs;
    private long lastNs;
    private long longestNs;
    private volatile long ratedNs;
    private volatile int packetsPerSecond;
    private volatile long spacingNs;

    /** A packet has come, at a time that does not run backwards. */
    void count(long nowNs) {
        if (counted > 0) {
            longestNs = Math.max(longestNs, nowNs - lastNs);
        }
        lastNs = nowNs;
        counted++;
        long elapsedNs = nowNs - windowNs;
        if (elapsedNs >= WINDOW_NS) {
            packetsPerSecond = (int) ((counted - 1) * WINDOW_NS / elapsedNs);
            spacingNs = longestNs;
            ratedNs = nowNs;
            windowNs = nowNs;
            counted = 1; // The first of the next window too, so that no time between two packets goes unseen.
            longestNs = 0;
        }
    }

    /** Over the last second; 0 before that is known, and when none has come for two. */
    int packetsPerSecond(long nowNs) {
        return nowNs - ratedNs < 2 * WINDOW_NS ? packetsPerSecond : 0;
    }

    /** The longest time between two packets in the last second, in ns; 0 before that is known. */
    long spacingNs() {
        return spacingNs;
    }
}

package dev.treecast.ingest;

/** What came on a track: counts since the start and rates over the last second or so. Owned by the publisher's loop. */
final class TrackMeter {
    /** Rates are taken over at least this long: a keyframe interval would be too long, a frame too short. */
    private static final long WINDOW_NS = 1_000_000_000L;

    long packets;
    long bytes;
    long frames;
    long keyframes;
    long recovered;
    long retransmissions;
    long repeats;
    long foreignSources;

    private long windowStartNs;
    private long windowBytes;
    private long windowPackets;
    private long windowFrames;
    private boolean open;
    private long bitrateBps;
    private double packetsPerSecond;
    private double framesPerSecond;

    void packet(long nowNs, int length) {
        packets++;
        bytes += length;
        roll(nowNs);
    }

    private void roll(long nowNs) {
        if (!open) {
            open = true;
            restart(nowNs);
            return;
        }
        long elapsedNs = nowNs - windowStartNs;
        if (elapsedNs < WINDOW_NS) {
            return;
        }
        double seconds = elapsedNs / 1e9;
        bitrateBps = Math.round((bytes - windowBytes) * 8 / seconds);
        packetsPerSecond = (packets - windowPackets) / seconds;
        framesPerSecond = (frames - windowFrames) / seconds;
        restart(nowNs);
    }

    private void restart(long nowNs) {
        windowStartNs = nowNs;
        windowBytes = bytes;
        windowPackets = packets;
        windowFrames = frames;
    }

    /** Rates are those of the last whole window; a stream that stopped more than two windows ago has none. */
    private boolean stale(long nowNs) {
        return nowNs - windowStartNs > 2 * WINDOW_NS;
    }

    long bitrateBps(long nowNs) {
        return stale(nowNs) ? 0 : bitrateBps;
    }

    double packetsPerSecond(long nowNs) {
        return stale(nowNs) ? 0 : packetsPerSecond;
    }

    double framesPerSecond(long nowNs) {
        return stale(nowNs) ? 0 : framesPerSecond;
    }
}

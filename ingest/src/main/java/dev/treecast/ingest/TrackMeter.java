package dev.treecast.ingest;

import dev.treecast.tree.Publication;

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

    private long lastPacketNs;
    private boolean measured;
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
        lastPacketNs = nowNs;
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
        measured = true;
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

    /** Whether anything came within the last second: a browser stops sending its upper layers when its own estimate is low. */
    boolean isActive(long nowNs) {
        return packets > 0 && nowNs - lastPacketNs <= WINDOW_NS;
    }

    /** See {@link dev.treecast.tree.Publication#bitrateBps}. */
    long bitrateOrUnknownBps(long nowNs) {
        if (!isActive(nowNs)) {
            return 0;
        }
        return measured && !stale(nowNs) ? bitrateBps : Publication.UNKNOWN_BITRATE;
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

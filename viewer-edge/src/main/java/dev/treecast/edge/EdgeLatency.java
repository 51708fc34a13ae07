package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.StreamTiming;
import dev.treecast.webrtc.rtp.Playout;
import org.jspecify.annotations.Nullable;

/**
 * How old the frames of a stream are when they come to this node and when they leave it. Of a track of each stream: the first of its video, or sound
 * where there is no video. Belongs to the stream's loop.
 */
final class EdgeLatency {
    private static final double SHARE = 1.0 / 32;

    /** A cohort's part: what its viewers were sent last, and how old it was. */
    static final class Sent {
        private long frame;
        private double ageNs = Double.NaN;
    }

    // Given.
    private final @Nullable EdgeMedium timed;
    private final LatencyHistogram sentAges;

    // State.
    private StreamTiming timing = StreamTiming.unknown(Playout.INTERACTIVE);
    private long frame;
    private long capturedNs;
    private double arrivedAgeNs = Double.NaN;

    EdgeLatency(Iterable<EdgeMedium> media, LatencyHistogram sentAges) {
        EdgeMedium chosen = null;
        for (EdgeMedium medium : media) {
            if (chosen == null || (medium.isVideo() && !chosen.isVideo())) {
                chosen = medium;
            }
        }
        this.timed = chosen;
        this.sentAges = sentAges;
    }

    /** What is known of the publisher's time from now on. */
    void timing(StreamTiming known) {
        timing = known;
    }

    /** A packet was taken in. */
    void arrived(EdgeTrack track, KeptPacket packet) {
        boolean whole = packet.marker() || !track.isVideo();
        if (track.medium != timed || !whole || !timing.clockKnown() || !track.captures.known()) {
            return;
        }
        frame++;
        capturedNs = timing.monotonicNs(track.captures.capturedUnixNs(packet.timestamp()));
        arrivedAgeNs = smoothed(arrivedAgeNs, packet.arrivedNs() - capturedNs);
    }

    /** A cohort of so many viewers has been sent all there is. */
    void sent(Sent cohort, int viewers, long nowNs) {
        if (cohort.frame == frame) {
            return;
        }
        cohort.frame = frame;
        long ageNs = nowNs - capturedNs;
        cohort.ageNs = smoothed(cohort.ageNs, ageNs);
        sentAges.add(ageNs, viewers);
    }

    private static double smoothed(double before, long value) {
        return Double.isNaN(before) ? value : before + (value - before) * SHARE;
    }

    /** What a viewer of a cohort sees; null before it was measured. */
    @Nullable
    ViewerLatency of(Sent cohort, long roundTripNs) {
        if (Double.isNaN(cohort.ageNs) || Double.isNaN(arrivedAgeNs)) {
            return null;
        }
        // Each was smoothed at another place: a part is not below nothing because of that.
        double toIngestNs = Math.clamp(timing.toIngestNs(), 0, Math.max(0, arrivedAgeNs));
        return new ViewerLatency(
                toIngestNs / 1e6,
                Math.max(0, arrivedAgeNs - toIngestNs) / 1e6,
                Math.max(0, cohort.ageNs - arrivedAgeNs) / 1e6,
                roundTripNs / 2e6);
    }
}

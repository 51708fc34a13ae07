package dev.treecast.tree.node;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.tree.membership.TrackDescription;
import dev.treecast.webrtc.rtp.Codec;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** A publication of the stream as it passes through here. */
final class StreamFeed implements PublicationControl {
    final String id;
    final List<Integer> sources;
    final AtomicLongArray last;
    final AtomicLongArray lastTimestamps;
    final int video;
    final CaptureDelay delay;
    private final long unixMinusMonotonicNs;
    volatile @Nullable PublicationControl above;

    @Nullable
    Publication publication;

    StreamFeed(String id, List<TrackDescription> descriptions, List<Track> tracks, long unixMinusMonotonicNs) {
        this.id = id;
        this.unixMinusMonotonicNs = unixMinusMonotonicNs;
        int pictures = -1;
        for (int i = 0; i < tracks.size(); i++) {
            if (pictures < 0 && tracks.get(i).codec().kind() == Codec.Kind.VIDEO) {
                pictures = i;
            }
        }
        this.video = pictures;
        this.delay =
                new CaptureDelay(pictures < 0 ? 1 : tracks.get(pictures).codec().clockRateHz());
        this.sources = descriptions.stream().map(track -> (int) track.ssrc()).toList();
        this.last = new AtomicLongArray(descriptions.size());
        this.lastTimestamps = new AtomicLongArray(descriptions.size());
        for (int i = 0; i < last.length(); i++) {
            last.setPlain(i, Long.MIN_VALUE);
        }
    }

    void deliver(MediaPacket packet) {
        int track = packet.track();
        if (packet.sequence() > last.getOpaque(track)) {
            last.setOpaque(track, packet.sequence());
            lastTimestamps.setOpaque(track, packet.timestamp());
        }
        if (track == video && packet.marker()) {
            delay.frame(packet.timestamp(), packet.arrivedNs() + unixMinusMonotonicNs);
        }
        Objects.requireNonNull(publication).deliver(packet);
    }

    void senderReport(int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        if (track == video) {
            delay.report(ntpTimestamp, timestamp);
        }
        Objects.requireNonNull(publication).senderReport(track, ntpTimestamp, timestamp, arrivedNs);
    }

    void timing(StreamTiming timing) {
        Objects.requireNonNull(publication).timing(timing);
    }

    @Override
    public void requestKeyframe(int track) {
        PublicationControl asked = above;
        if (asked != null) {
            asked.requestKeyframe(track);
        }
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public void end(String reason) {}
}

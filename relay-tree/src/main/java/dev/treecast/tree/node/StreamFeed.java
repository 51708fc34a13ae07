package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.membership.TrackDescription;
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
    private final int[] layerOf;
    private final @Nullable CaptureDelay[] delays;
    private volatile @Nullable CaptureDelay seen;
    private volatile boolean[] wanted;
    private final long unixMinusMonotonicNs;
    volatile @Nullable PublicationControl above;

    @Nullable
    Publication publication;

    StreamFeed(String id, List<TrackDescription> descriptions, List<Track> tracks, long unixMinusMonotonicNs) {
        this.id = id;
        this.unixMinusMonotonicNs = unixMinusMonotonicNs;
        this.layerOf = Track.layers(tracks);
        this.wanted = tracksOf(LiveStream.ALL_LAYERS);
        this.delays = new @Nullable CaptureDelay[tracks.size()];
        for (int i = 0; i < delays.length; i++) {
            if (layerOf[i] >= 0 || tracks.size() == 1) {
                delays[i] = new CaptureDelay(tracks.get(i).codec().clockRateHz());
            }
        }
        this.sources = descriptions.stream().map(track -> (int) track.ssrc()).toList();
        this.last = new AtomicLongArray(descriptions.size());
        this.lastTimestamps = new AtomicLongArray(descriptions.size());
        for (int i = 0; i < last.length(); i++) {
            last.setPlain(i, Long.MIN_VALUE);
        }
    }

    void deliver(MediaPacket packet) {
        int track = packet.track();
        if (wanted[track] && packet.sequence() > last.getOpaque(track)) {
            last.setOpaque(track, packet.sequence());
            lastTimestamps.setOpaque(track, packet.timestamp());
        }
        CaptureDelay delay = delays[track];
        if (delay != null && packet.marker()) {
            seen = delay;
            delay.frame(packet.timestamp(), packet.arrivedNs() + unixMinusMonotonicNs);
        }
        Objects.requireNonNull(publication).deliver(packet);
    }

    void senderReport(int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        CaptureDelay delay = delays[track];
        if (delay != null) {
            delay.report(ntpTimestamp, timestamp);
        }
        Objects.requireNonNull(publication).senderReport(track, ntpTimestamp, timestamp, arrivedNs);
    }

    /** See {@link NodeReport.Stream#sinceCaptureMs}: of the layer that came last. */
    @Nullable
    Double sinceCaptureMs() {
        CaptureDelay last = seen;
        return last == null ? null : last.ms();
    }

    /** Which tracks are wanted where these layers are. */
    final boolean[] tracksOf(int layers) {
        boolean[] wanted = new boolean[layerOf.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = layerOf[i] < 0 || ((layers >>> layerOf[i]) & 1) != 0;
        }
        return wanted;
    }

    /** Which tracks are asked for. What has come, and may still come, of others is no part of what this node has. */
    void want(boolean[] tracks) {
        wanted = tracks;
        for (int i = 0; i < tracks.length; i++) {
            if (!tracks[i]) {
                last.setOpaque(i, Long.MIN_VALUE);
            }
        }
    }

    /** What viewers at the nodes that have it from here need to see it together. */
    NeedCounts needs(long nowNs) {
        return Objects.requireNonNull(publication).stream().audience().needs(nowNs);
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

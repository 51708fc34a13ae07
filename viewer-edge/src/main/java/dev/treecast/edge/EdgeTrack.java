package dev.treecast.edge;

import dev.treecast.tree.CaptureClock;
import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.webrtc.rtp.Codec;
import org.jspecify.annotations.Nullable;

/** One track of a stream on one loop, that is one layer of a medium: its ring, its rate, the keyframes that are asked of it. */
final class EdgeTrack {
    /** "None". */
    static final long NONE = Long.MIN_VALUE;

    // Given.
    final EdgeMedium medium;
    /** Its place in the publication. */
    final int index;
    /** Its place among the medium's layers. */
    final int layer;
    /** What the publisher calls it; empty where it is the only one. */
    final String rid;

    final Codec codec;

    // Owned.
    final RetransmissionRing ring;
    final LayerMeter meter = new LayerMeter();
    final CaptureClock captures;

    // State.
    /** Repeated until a keyframe comes: on its way through other nodes a request goes with the parent that it was sent to. */
    KeyframeRequests keyframes = new KeyframeRequests();

    EdgeTrack(EdgeMedium medium, int index, int layer, String rid, EdgeOptions options) {
        this.medium = medium;
        this.index = index;
        this.layer = layer;
        this.rid = rid;
        this.codec = medium.codec;
        this.captures = new CaptureClock(codec.clockRateHz());
        this.ring = new RetransmissionRing(isVideo() ? options.videoRingPackets() : options.audioRingPackets());
    }

    boolean isVideo() {
        return medium.isVideo();
    }

    void publicationStarted() {
        keyframes = new KeyframeRequests();
        meter.restart();
        captures.restart();
    }

    /** Takes a packet in: where the ring keeps it, under the track's own numbers, or null when it is of no use. */
    @Nullable
    KeptPacket take(MediaPacket packet) {
        meter.packet(packet.arrivedNs(), packet.payload().length);
        MediaPacket mapped = medium.splice.map(layer, packet);
        KeptPacket kept = mapped == null ? null : ring.put(mapped);
        if (kept != null) {
            captures.packet(kept.timestamp(), kept.absoluteCaptureTime(), kept.absoluteCaptureTimeLength());
        }
        if (kept != null && kept.startsKeyframe()) {
            keyframes.keyframeStarted();
        }
        return kept;
    }
}

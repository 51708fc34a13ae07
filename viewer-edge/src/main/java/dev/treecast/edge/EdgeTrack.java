package dev.treecast.edge;

import dev.treecast.tree.CaptureClock;
import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.webrtc.rtp.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a medium on one loop: its ring, its rate, the keyframes that are asked of it. It is a track of the publication, whole, or what is left of one for viewers
 * who decode less of a scalable stream: that has numbers of its own and shares the memory of the whole.
 */
final class EdgeTrack {
    /** "None". */
    static final long NONE = Long.MIN_VALUE;

    // Given.
    final EdgeMedium medium;
    /** Its place among all layers of the stream; of a whole track, its place in the publication. */
    final int index;
    /** Its place among the medium's layers. */
    final int layer;
    /** The place of its whole among the medium's tracks in the publication. */
    final int published;
    /** What the publisher calls it; empty where it is the only one. */
    final String rid;
    /** The track that it is a part of; itself where it is whole. */
    final EdgeTrack whole;
    /** Which part of the whole. */
    final DecodeTarget target;

    final Codec codec;

    // Owned.
    final RetransmissionRing ring;
    final LayerMeter meter = new LayerMeter();
    final CaptureClock captures;
    /** Null where it is whole. */
    private final @Nullable ThinnedNumbers numbers;

    // State.
    /** The newest packet, of which the next one tells whether it is the last of its picture. */
    private @Nullable KeptPacket unended;
    /** Of the whole. Repeated until a keyframe comes: on its way through other nodes a request goes with the parent that it was sent to. */
    KeyframeRequests keyframes = new KeyframeRequests();

    /** A track of the publication. */
    EdgeTrack(EdgeMedium medium, int index, int layer, int published, String rid, EdgeOptions options) {
        this.medium = medium;
        this.index = index;
        this.layer = layer;
        this.published = published;
        this.rid = rid;
        this.whole = this;
        this.target = DecodeTarget.WHOLE;
        this.codec = medium.codec;
        this.captures = new CaptureClock(codec.clockRateHz());
        this.ring = new RetransmissionRing(isVideo() ? options.videoRingPackets() : options.audioRingPackets());
        this.numbers = null;
    }

    /** A part of one. */
    EdgeTrack(EdgeTrack whole, int index, int layer, DecodeTarget target, EdgeOptions options) {
        this.medium = whole.medium;
        this.index = index;
        this.layer = layer;
        this.published = whole.published;
        this.rid = whole.rid;
        this.whole = whole;
        this.target = target;
        this.codec = whole.codec;
        this.captures = whole.captures;
        this.ring = RetransmissionRing.of(whole.ring, options.videoRingPackets());
        this.numbers = new ThinnedNumbers(options.videoRingPackets());
    }

    boolean isVideo() {
        return medium.isVideo();
    }

    void publicationStarted() {
        keyframes = new KeyframeRequests();
        meter.restart();
        if (whole == this) {
            captures.restart();
        }
    }

    /** Takes a packet in: where the ring keeps it, under the track's own numbers, or null when it is of no use. */
    @Nullable
    KeptPacket take(MediaPacket packet) {
        meter.packet(packet.arrivedNs(), packet.payload().length);
        MediaPacket mapped = medium.splice.map(published, packet);
        KeptPacket kept = mapped == null ? null : ring.put(mapped);
        if (kept != null) {
            captures.packet(kept.timestamp(), kept.absoluteCaptureTime(), kept.absoluteCaptureTimeLength());
        }
        if (kept != null && kept.startsKeyframe()) {
            keyframes.keyframeStarted();
        }
        if (kept != null) {
            medium.seen.packet(kept.layer(), kept.arrivedNs());
        }
        return kept;
    }

    /** Takes in a packet of the whole: where it lies under this part's own number, or null where it is left out. */
    @Nullable
    KeptPacket thin(KeptPacket packet) {
        ThinnedNumbers own = Objects.requireNonNull(numbers);
        if (!target.takes(packet.layer())) {
            long number = own.omit(packet.sequence());
            return number == ThinnedNumbers.NONE ? null : ring.putEmpty(packet, number);
        }
        long number = own.take(packet.sequence());
        if (number == ThinnedNumbers.NONE) {
            return null;
        }
        meter.packet(packet.arrivedNs(), packet.payloadLength());
        return ring.put(packet, number, packet.marker() || target.isLast(packet.layer()));
    }

    /**
     * Keeps back a packet that was just taken in, if it may be the last of its picture and does not say so: encoders leave out a larger frame of a picture
     * when they have too little to spend, after the smaller one has left. Receivers wait for a marker.
     *
     * @return false where there is nothing to wait for
     */
    boolean keepsBack(KeptPacket packet) {
        boolean open = packet.layer().isKnown()
                && packet.layer().endsFrame()
                && !packet.marker()
                && medium.seen.spatialMax() > 0
                && !medium.isSimulcast()
                && packet.sequence() == ring.newest();
        unended = open ? packet : null;
        return open;
    }

    /**
     * Gives back the packet that was kept back, when another one of the whole comes; null where there is none.
     */
    @Nullable
    KeptPacket release(KeptPacket next) {
        KeptPacket packet = unended;
        unended = null;
        if (packet != null && packet.isBefore(next)) {
            boolean continues = next.timestamp() == packet.timestamp() && target.takes(next.layer());
            if (!continues) {
                packet.endPicture();
            }
        }
        return packet;
    }

    /** Whether a packet in the ring is one that was kept back: it is nobody's yet. */
    boolean isKeptBack(KeptPacket packet) {
        return packet == unended;
    }

    /** Whether a packet that was just taken in begins a picture, and all that came before it is known to have come. */
    boolean beginsPicture(KeptPacket packet) {
        KeptPacket before = ring.get(packet.sequence() - 1);
        boolean next = before != null && before.timestamp() != packet.timestamp();
        return packet.sequence() == ring.newest() && (next || packet.startsKeyframe());
    }

    /** What of the whole it comes to with the layers that there are. */
    DecodeTarget decoded() {
        return target.within(medium.seen);
    }

    /**
     * Whether a viewer of this layer can go over to another part of the same whole before a picture.
     *
     * @param first the whole's packet that begins the picture
     */
    boolean canChange(EdgeTrack to, KeptPacket first) {
        return to.layer < layer
                || first.startsKeyframe()
                || (!needsKeyframe(to) && first.layer().switchesUpFrom(decoded().temporalMax()) && followsBase(first));
    }

    /** VP8: a picture that was left out right before this one would be taken for a loss; see {@link DecodeTarget}. */
    private boolean followsBase(KeptPacket first) {
        KeptPacket before = whole.ring.get(first.sequence() - 1);
        return codec != Codec.VP8 || (before != null && target.takes(before.layer()));
    }

    /** Whether nothing but a keyframe takes a viewer of this layer to another one. */
    boolean needsKeyframe(EdgeTrack to) {
        return to.whole != whole
                || (to.layer > layer && to.decoded().spatialMax() > decoded().spatialMax());
    }

    /** What viewers and their state call it. */
    String text() {
        return medium.isSimulcast() ? rid : decoded().text();
    }
}

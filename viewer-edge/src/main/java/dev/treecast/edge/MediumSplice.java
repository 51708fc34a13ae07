package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Maps the numbers of one publication after another, and of several layers, onto one scale: sequence numbers of each layer follow on, timestamps go on by
 * the time that passed, picture ids continue. The first publication keeps its numbers. A video track resumes with a keyframe; what
 * comes before it is dropped.
 *
 * <p>A track without layers has a constant offset within a publication, so that reordered and recovered packets land where they belong. Layers have one
 * from each keyframe to the next: every keyframe stands behind all that came before it on any layer, so that a viewer may go over to its
 * layer there, and what follows on the layer has no gap. Layers have timestamps of their own; sender reports say how they compare (RFC 3550
 * section 6.4.1), and until both have come the time of arrival does.
 */
final class MediumSplice {
    /** Reports that put a keyframe further than this from where it arrived are wrong. */
    private static final long ALIGNMENT_SECONDS_MAX = 2;

    /** Packets of the last keyframe intervals but one may still be recovered. */
    private static final int SPANS = 4;

    /** From a keyframe to the next: what is added to a layer's numbers. */
    private static final class Span {
        long start;
        long timestampOffset;
        int pictureIdOffset;
        int tl0PicIdxOffset;
    }

    private static final class Layer {
        final Span[] spans = new Span[SPANS];
        int newest;

        boolean anchored;
        boolean everAnchored;
        long anchorSequence;
        long sequenceOffset;
        long newestSequence;
        long newestTimestamp;

        boolean reported;
        long reportUnixNs;
        long reportTimestamp;

        Layer() {
            Arrays.setAll(spans, i -> new Span());
        }

        Span begin(long sequence) {
            newest = (newest + 1) % SPANS;
            Span span = spans[newest];
            span.start = sequence;
            return span;
        }

        Span span(long sequence) {
            for (int age = 0; age < SPANS - 1; age++) {
                Span span = spans[(newest + SPANS - age) % SPANS];
                if (sequence >= span.start) {
                    return span;
                }
            }
            return spans[(newest + 1) % SPANS];
        }
    }

    private final Codec codec;
    private final PictureIds pictureIds;
    private final Layer[] layers;

    private boolean everAnchored;
    /** The layer that came first in this publication; the others are put on its scale. */
    private @Nullable Layer reference;

    private long referenceOffset;
    private long newestTimestamp;
    private long newestArrivedNs;

    MediumSplice(Codec codec, int layers) {
        this.codec = codec;
        this.pictureIds = new PictureIds(codec);
        this.layers = new Layer[layers];
        Arrays.setAll(this.layers, i -> new Layer());
    }

    /** Another publication begins: its numbers have nothing to do with those before. */
    void publicationStarted() {
        reference = null;
        for (Layer layer : layers) {
            layer.anchored = false;
            layer.reported = false;
        }
    }

    /** What the publisher's clock was at a timestamp of a layer. */
    void senderReport(int index, long ntpTimestamp, long timestamp) {
        Layer layer = layers[index];
        layer.reported = true;
        layer.reportUnixNs = NtpTimestamp.toUnixNs(ntpTimestamp);
        layer.reportTimestamp = timestamp;
    }

    /** The packet under the medium's own numbers; null when it comes before the start of its publication here. */
    @Nullable
    MediaPacket map(int index, MediaPacket packet) {
        Layer layer = layers[index];
        if (!layer.anchored && !anchor(layer, packet)) {
            return null;
        }
        if (packet.sequence() < layer.anchorSequence) {
            return null;
        }
        if (layers.length > 1 && packet.startsKeyframe() && packet.timestamp() > layer.newestTimestamp) {
            begin(layer, packet, alignedOffset(layer, packet));
        }
        Span span = layer.span(packet.sequence());
        long sequence = packet.sequence() + layer.sequenceOffset;
        long timestamp = packet.timestamp() + span.timestampOffset;
        layer.newestSequence = Math.max(layer.newestSequence, sequence);
        layer.newestTimestamp = Math.max(layer.newestTimestamp, packet.timestamp());
        if (timestamp > newestTimestamp) {
            newestTimestamp = timestamp;
            newestArrivedNs = packet.arrivedNs();
        }
        byte[] payload = pictureIds.map(packet.payload(), span.pictureIdOffset, span.tl0PicIdxOffset);
        if (layer.sequenceOffset == 0 && span.timestampOffset == 0 && payload == packet.payload()) {
            return packet;
        }
        return new MediaPacket(
                packet.track(),
                sequence,
                timestamp,
                packet.marker(),
                packet.startsKeyframe(),
                payload,
                packet.absoluteCaptureTime(),
                packet.videoOrientation(),
                packet.audioLevel(),
                packet.layer(),
                packet.arrivedNs());
    }

    private boolean anchor(Layer layer, MediaPacket packet) {
        boolean resumes = everAnchored || layers.length > 1;
        // Viewers wait for a keyframe by themselves; until the first one of a single layer there is nothing to be
        // continuous with.
        if (resumes && codec.kind() == Codec.Kind.VIDEO && !packet.startsKeyframe()) {
            return false;
        }
        layer.anchorSequence = resumes ? packet.sequence() : Long.MIN_VALUE;
        layer.sequenceOffset = layer.everAnchored ? layer.newestSequence + 1 - packet.sequence() : 0;
        if (!layer.everAnchored) {
            layer.newestSequence = packet.sequence();
        }
        layer.newestTimestamp = packet.timestamp();
        if (reference == null) {
            reference = layer;
            referenceOffset = everAnchored ? arrivedTimestamp(packet) - packet.timestamp() : 0;
            if (!everAnchored) {
                newestTimestamp = packet.timestamp();
                newestArrivedNs = packet.arrivedNs();
            }
            begin(layer, packet, referenceOffset);
        } else {
            begin(layer, packet, alignedOffset(layer, packet));
        }
        layer.anchored = true;
        layer.everAnchored = true;
        everAnchored = true;
        return true;
    }

    private void begin(Layer layer, MediaPacket packet, long timestampOffset) {
        Span span = layer.begin(layer.anchored ? packet.sequence() : layer.anchorSequence);
        span.timestampOffset = timestampOffset;
        span.pictureIdOffset = pictureIds.pictureIdOffset(packet.payload());
        span.tl0PicIdxOffset = pictureIds.tl0PicIdxOffset(packet.payload());
    }

    /** Where a packet that arrives now would stand, by nothing but its arrival. */
    private long arrivedTimestamp(MediaPacket packet) {
        long passedNs = Math.max(0, packet.arrivedNs() - newestArrivedNs);
        // At least one tick: two frames must never share a timestamp.
        return newestTimestamp + Math.max(1, ticks(passedNs));
    }

    /** Puts a keyframe where its capture belongs on the scale of the reference, and behind everything that came before it. */
    private long alignedOffset(Layer layer, MediaPacket packet) {
        long arrived = arrivedTimestamp(packet);
        long aligned = arrived;
        Layer scale = reference;
        if (layer == scale) {
            aligned = packet.timestamp() + referenceOffset;
        } else if (scale != null && scale.reported && layer.reported) {
            long betweenReports = ticks(layer.reportUnixNs - scale.reportUnixNs);
            aligned = packet.timestamp()
                    - layer.reportTimestamp
                    + scale.reportTimestamp
                    + betweenReports
                    + referenceOffset;
        }
        if (Math.abs(aligned - arrived) > ALIGNMENT_SECONDS_MAX * codec.clockRateHz()) {
            aligned = arrived;
        }
        return Math.max(aligned, newestTimestamp + 1) - packet.timestamp();
    }

    private long ticks(long spanNs) {
        return spanNs / 1_000 * codec.clockRateHz() / 1_000_000;
    }

    /** Whether the keyframe that starts with a packet, under its layer's own number, stands behind all that came before it. */
    boolean isBehindAll(int index, long sequence) {
        Layer layer = layers[index];
        return layer.anchored && layer.spans[layer.newest].start == sequence - layer.sequenceOffset;
    }

    /** A layer's timestamp on the medium's scale, for sender reports; null while the publication has not started here. */
    @Nullable
    Long mapTimestamp(int index, long timestamp) {
        Layer layer = layers[index];
        return layer.anchored ? timestamp + layer.spans[layer.newest].timestampOffset : null;
    }
}

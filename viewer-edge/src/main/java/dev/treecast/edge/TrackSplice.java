package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Maps the numbers of one publication after another onto one continuous track: sequence numbers follow on, timestamps go on by the time that
 * passed, picture ids continue. The first publication keeps its numbers. A video track resumes with a keyframe; what comes before it is dropped.
 *
 * <p>Within a publication the mapping is a constant offset, so reordered and recovered packets land where they belong.
 */
final class TrackSplice {
    private final Codec codec;
    private final PictureIds pictureIds;

    private boolean anchored;
    private boolean everAnchored;
    private long anchorSequence;
    private long sequenceOffset;
    private long timestampOffset;

    private long newestSequence;
    private long newestTimestamp;
    private long newestArrivedNs;

    TrackSplice(Codec codec) {
        this.codec = codec;
        this.pictureIds = new PictureIds(codec);
    }

    /** Another publication begins: its numbers have nothing to do with those before. */
    void publicationStarted() {
        anchored = false;
    }

    /** The packet under the track's own numbers; null when it comes before the start of its publication here. */
    @Nullable
    MediaPacket map(MediaPacket packet) {
        if (!anchored && !anchor(packet)) {
            return null;
        }
        if (packet.sequence() < anchorSequence) {
            return null;
        }
        long sequence = packet.sequence() + sequenceOffset;
        long timestamp = packet.timestamp() + timestampOffset;
        if (sequence > newestSequence) {
            newestSequence = sequence;
        }
        if (timestamp > newestTimestamp) {
            newestTimestamp = timestamp;
            newestArrivedNs = packet.arrivedNs();
        }
        byte[] payload = pictureIds.map(packet.payload());
        if (sequenceOffset == 0 && timestampOffset == 0 && payload == packet.payload()) {
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
                packet.arrivedNs());
    }

    private boolean anchor(MediaPacket packet) {
        if (!everAnchored) {
            // Viewers wait for a keyframe by themselves; until the first one there is nothing to be continuous with.
            newestSequence = packet.sequence();
            newestTimestamp = packet.timestamp();
            newestArrivedNs = packet.arrivedNs();
            anchorSequence = Long.MIN_VALUE;
        } else {
            if (codec.kind() == Codec.Kind.VIDEO && !packet.startsKeyframe()) {
                return false;
            }
            long passedNs = Math.max(0, packet.arrivedNs() - newestArrivedNs);
            // At least one tick: two frames must never share a timestamp.
            long passed = Math.max(1, passedNs / 1_000 * codec.clockRateHz() / 1_000_000);
            sequenceOffset = newestSequence + 1 - packet.sequence();
            timestampOffset = newestTimestamp + passed - packet.timestamp();
            anchorSequence = packet.sequence();
            pictureIds.resume(packet.payload());
        }
        anchored = true;
        everAnchored = true;
        return true;
    }

    /** A publisher's timestamp on the track's scale, for sender reports; null while the publication has not started here. */
    @Nullable
    Long mapTimestamp(long timestamp) {
        return anchored ? timestamp + timestampOffset : null;
    }
}

package dev.treecast.tree;

import dev.treecast.webrtc.rtp.PacketLayer;
import org.jspecify.annotations.Nullable;

/**
 * One RTP packet of a live stream as its publisher numbered it, in plain text but for what travels between nodes, whose payload is sealed ({@link
 * dev.treecast.tree.sframe.PacketSealer}). Immutable once delivered, so that every loop, cache and
 * viewer shares the one copy; the garbage collector frees it (see docs/decisions/0002-packets-are-garbage-collected.md). The header is kept as numbers, not bytes:
 * each edge writes the header that its viewers negotiated, once for all viewers that negotiated alike.
 *
 * @param track index into the publication's tracks
 * @param sequence the publisher's sequence number, extended to 64 bits; one publication counts without a break
 * @param timestamp the publisher's RTP timestamp, extended to 64 bits, in units of the codec's clock rate
 * @param marker the marker bit: for video, the last packet of a frame
 * @param startsKeyframe whether the payload begins a frame that can be decoded on its own
 * @param payload the payload, without padding; between nodes an SFrame ciphertext
 * @param absoluteCaptureTime the abs-capture-time extension as it came (8 or 16 bytes), null when absent
 * @param videoOrientation the byte of urn:3gpp:video-orientation, −1 when absent
 * @param audioLevel the byte of RFC 6464, −1 when absent
 * @param layer of a scalable stream; {@link PacketLayer#NONE} where the stream has none, or does not say
 * @param arrivedNs when the packet reached this node, on the monotonic clock shared by all its loops
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an array is what every consumer needs
public record MediaPacket(
        int track,
        long sequence,
        long timestamp,
        boolean marker,
        boolean startsKeyframe,
        byte[] payload,
        byte @Nullable [] absoluteCaptureTime,
        int videoOrientation,
        int audioLevel,
        PacketLayer layer,
        long arrivedNs) {

    /** "Not there" in {@link #videoOrientation} and {@link #audioLevel}. */
    public static final int ABSENT = -1;

    /** A packet of a stream that has no layers. */
    public MediaPacket(
            int track,
            long sequence,
            long timestamp,
            boolean marker,
            boolean startsKeyframe,
            byte[] payload,
            byte @Nullable [] absoluteCaptureTime,
            int videoOrientation,
            int audioLevel,
            long arrivedNs) {
        this(
                track,
                sequence,
                timestamp,
                marker,
                startsKeyframe,
                payload,
                absoluteCaptureTime,
                videoOrientation,
                audioLevel,
                PacketLayer.NONE,
                arrivedNs);
    }

    /** The same packet around another payload. */
    public MediaPacket withPayload(byte[] other) {
        return new MediaPacket(
                track,
                sequence,
                timestamp,
                marker,
                startsKeyframe,
                other,
                absoluteCaptureTime,
                videoOrientation,
                audioLevel,
                layer,
                arrivedNs);
    }
}

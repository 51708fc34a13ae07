package dev.treecast.tree.sframe;

import dev.treecast.tree.MediaPacket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The metadata of a sealed packet (RFC 9605 section 4.4.3): everything that travels outside of the payload, so that nobody on the way can
 * change it unnoticed. It is not sent: both ends write it from the packet.
 *
 * <pre>
 *  track (1) | flags (1) | sequence (8) | timestamp (8) | video orientation (1) | audio level (1) | capture time (0, 8 or 16)
 *  flags: 1 marker, 2 starts keyframe, 4 has a video orientation, 8 has an audio level
 * </pre>
 */
final class PacketMetadata {
    private static final int FIXED_BYTES = 20;
    /** What a {@link dev.treecast.tree.KeptPacket} keeps; nothing longer is an abs-capture-time. */
    private static final int CAPTURE_TIME_BYTES_MAX = 16;

    static final int BYTES_MAX = FIXED_BYTES + CAPTURE_TIME_BYTES_MAX;

    private static final int MARKER = 1;
    private static final int STARTS_KEYFRAME = 2;
    private static final int HAS_ORIENTATION = 4;
    private static final int HAS_LEVEL = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private PacketMetadata() {}

    /** Whether a packet is one that can be sealed: a track that fits into a key id, and a capture time that is one. */
    static boolean fits(MediaPacket packet) {
        byte[] captureTime = packet.absoluteCaptureTime();
        return packet.track() >= 0
                && packet.track() < EpochKey.TRACKS_MAX
                && (captureTime == null || captureTime.length <= CAPTURE_TIME_BYTES_MAX);
    }

    /** Writes the metadata of a packet that {@link #fits} to the front of an array of {@link #BYTES_MAX}, and returns its length. */
    static int write(MediaPacket packet, byte[] out) {
        byte[] captureTime = packet.absoluteCaptureTime();
        int captureTimeBytes = captureTime == null ? 0 : captureTime.length;
        out[0] = (byte) packet.track();
        out[1] = (byte) ((packet.marker() ? MARKER : 0)
                | (packet.startsKeyframe() ? STARTS_KEYFRAME : 0)
                | (packet.videoOrientation() == MediaPacket.ABSENT ? 0 : HAS_ORIENTATION)
                | (packet.audioLevel() == MediaPacket.ABSENT ? 0 : HAS_LEVEL));
        LONG.set(out, 2, packet.sequence());
        LONG.set(out, 10, packet.timestamp());
        out[18] = (byte) packet.videoOrientation();
        out[19] = (byte) packet.audioLevel();
        if (captureTime != null) {
            System.arraycopy(captureTime, 0, out, FIXED_BYTES, captureTimeBytes);
        }
        return FIXED_BYTES + captureTimeBytes;
    }
}

package dev.treecast.tree;

import dev.treecast.webrtc.rtp.PacketLayer;
import java.util.Arrays;

/**
 * A packet in a {@link RetransmissionRing}: a copy of a {@link MediaPacket} in memory that the ring uses again when it comes round. Valid until
 * then, and only on the ring's loop; nobody keeps one. The fields mean what they mean there.
 */
public final class KeptPacket {
    /** Payloads of one track differ by a few bytes: an array that grew to a multiple of this is seldom too short again. */
    private static final int PAYLOAD_STEP_BYTES = 64;

    private static final int CAPTURE_TIME_BYTES_MAX = 16;

    private int track;
    private long sequence;
    private long timestamp;
    private boolean marker;
    private boolean startsKeyframe;
    private byte[] payload = {};
    private int payloadLength;
    private byte[] captureTime = new byte[CAPTURE_TIME_BYTES_MAX];
    private int captureTimeLength;
    private int videoOrientation;
    private int audioLevel;
    private PacketLayer layer = PacketLayer.NONE;
    private long arrivedNs;
    /** Of the packet whose memory this one shows; its own where the memory is its own. */
    private long originalSequence;

    void copyOf(MediaPacket packet) {
        byte[] bytes = packet.payload();
        if (payload.length < bytes.length) {
            payload = new byte[(bytes.length + PAYLOAD_STEP_BYTES - 1) / PAYLOAD_STEP_BYTES * PAYLOAD_STEP_BYTES];
        }
        System.arraycopy(bytes, 0, payload, 0, bytes.length);
        payloadLength = bytes.length;
        byte[] time = packet.absoluteCaptureTime();
        captureTimeLength = time == null || time.length > CAPTURE_TIME_BYTES_MAX ? 0 : time.length;
        if (time != null) {
            System.arraycopy(time, 0, captureTime, 0, captureTimeLength);
        }
        track = packet.track();
        sequence = packet.sequence();
        originalSequence = sequence;
        timestamp = packet.timestamp();
        marker = packet.marker();
        startsKeyframe = packet.startsKeyframe();
        videoOrientation = packet.videoOrientation();
        audioLevel = packet.audioLevel();
        layer = packet.layer();
        arrivedNs = packet.arrivedNs();
    }

    /** Shows another packet's memory under another number; never to be used for a copy after that. */
    void viewOf(KeptPacket original, long number, boolean last, int bytes) {
        payload = original.payload;
        payloadLength = bytes;
        captureTime = original.captureTime;
        captureTimeLength = original.captureTimeLength;
        track = original.track;
        sequence = number;
        originalSequence = original.sequence;
        timestamp = original.timestamp;
        marker = last;
        startsKeyframe = original.startsKeyframe;
        videoOrientation = original.videoOrientation;
        audioLevel = original.audioLevel;
        layer = original.layer;
        arrivedNs = original.arrivedNs;
    }

    long originalSequence() {
        return originalSequence;
    }

    public int track() {
        return track;
    }

    public long sequence() {
        return sequence;
    }

    public long timestamp() {
        return timestamp;
    }

    public boolean marker() {
        return marker;
    }

    /** Whether a packet of the same track, whole, is the very next one. */
    public boolean isBefore(KeptPacket next) {
        return originalSequence + 1 == next.originalSequence;
    }

    /** Nothing of its picture comes after it. To be said before it is sent to anybody: repeats have to be the same. */
    public void endPicture() {
        marker = true;
    }

    public boolean startsKeyframe() {
        return startsKeyframe;
    }

    /** The payload is its first {@link #payloadLength} bytes. */
    public byte[] payload() {
        return payload;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** The abs-capture-time extension is its first {@link #absoluteCaptureTimeLength} bytes. */
    public byte[] absoluteCaptureTime() {
        return captureTime;
    }

    /** 8 or 16; 0 when the packet had none. */
    public int absoluteCaptureTimeLength() {
        return captureTimeLength;
    }

    public int videoOrientation() {
        return videoOrientation;
    }

    public int audioLevel() {
        return audioLevel;
    }

    public PacketLayer layer() {
        return layer;
    }

    public long arrivedNs() {
        return arrivedNs;
    }

    @Override
    public String toString() {
        return "packet " + sequence + " of track " + track + ", "
                + Arrays.toString(Arrays.copyOf(payload, Math.min(payloadLength, 8)));
    }
}

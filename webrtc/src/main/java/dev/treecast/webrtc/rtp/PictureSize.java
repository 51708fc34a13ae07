package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * How large the pictures are that begin with a keyframe, where that is cheap to read: VP8's frame header (RFC 6386 section 9.1) and H264's sequence parameter set (ITU-T
 * H.264 section 7.3.2.1.1). Not for VP9 and AV1. Reusable.
 */
public final class PictureSize {
    private static final int H264_SEQUENCE_PARAMETER_SET = 7;
    private static final int H264_STAP_A = 24;
    private static final int VP8_SIZE_AT = 6;
    private static final int VP8_SIZE_MASK = 0x3fff;

    private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    private final H264SequenceParameters h264 = new H264SequenceParameters();
    private int width;
    private int height;

    /**
     * Reads a payload that starts a keyframe.
     *
     * @return whether it has told; otherwise {@link #width} and {@link #height} stay as they were
     */
    public boolean read(Codec codec, byte[] b, int off, int len) {
        return switch (codec) {
            case VP8 -> readVp8(b, off, len);
            case H264 -> readH264(b, off, len);
            default -> false;
        };
    }

    /** Pixels; 0 while not known. */
    public int width() {
        return width;
    }

    /** Pixels; 0 while not known. */
    public int height() {
        return height;
    }

    /** Frame tag (3 bytes), start code (3), then width and height, 14 bits each, the low byte first. */
    private boolean readVp8(byte[] b, int off, int len) {
        if (!vp8.wrap(b, off, len) || !vp8.startsKeyframe() || len - vp8.length() < VP8_SIZE_AT + 4) {
            return false;
        }
        int at = off + vp8.length() + VP8_SIZE_AT;
        return take(low16(b, at) & VP8_SIZE_MASK, low16(b, at + 2) & VP8_SIZE_MASK);
    }

    private static int low16(byte[] b, int at) {
        return (b[at] & 0xff) | ((b[at + 1] & 0xff) << 8);
    }

    private boolean readH264(byte[] b, int off, int len) {
        int type = b[off] & 0x1f;
        if (type == H264_SEQUENCE_PARAMETER_SET) {
            return readH264Unit(b, off, len);
        }
        if (type != H264_STAP_A) {
            return false;
        }
        int end = off + len;
        int at = off + 1;
        while (end - at > 2) {
            int unitLength = NetworkOrder.unsigned16(b, at);
            if (unitLength == 0 || unitLength > end - at - 2) {
                return false;
            }
            if ((b[at + 2] & 0x1f) == H264_SEQUENCE_PARAMETER_SET) {
                return readH264Unit(b, at + 2, unitLength);
            }
            at += 2 + unitLength;
        }
        return false;
    }

    private boolean readH264Unit(byte[] b, int off, int len) {
        return h264.read(b, off, len) && take(h264.width(), h264.height());
    }

    private boolean take(int newWidth, int newHeight) {
        if (newWidth <= 0 || newHeight <= 0) {
            return false;
        }
        width = newWidth;
        height = newHeight;
        return true;
    }
}

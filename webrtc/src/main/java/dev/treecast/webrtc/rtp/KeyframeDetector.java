package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * Whether an RTP payload begins a keyframe, which is where a decoder can start.
 *
 * <p>Of one H264 keyframe several packets may say so: its parameter sets, and each of its slices. The first with a new
 * RTP timestamp is the beginning. Reusable, allocates nothing.
 */
public final class KeyframeDetector {
    // RFC 6184 section 5.2.
    private static final int H264_IDR = 5;
    private static final int H264_SEQUENCE_PARAMETER_SET = 7;
    private static final int H264_STAP_A = 24;
    private static final int H264_FU_A = 28;
    private static final int H264_TYPE = 0x1f;
    private static final int H264_FU_START = 0x80;

    // AV1 RTP payload format section 4.4: |Z|Y| W |N|-|-|-|
    private static final int AV1_CONTINUES = 0x80;
    private static final int AV1_NEW_SEQUENCE = 0x08;

    private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    private final Vp9PayloadDescriptor vp9 = new Vp9PayloadDescriptor();

    /** False for a malformed payload, for an encrypted one most likely, and true for every Opus packet. */
    public boolean startsKeyframe(Codec codec, byte[] b, int off, int len) {
        if (len <= 0) {
            return false;
        }
        return switch (codec) {
            case H264 -> startsH264Keyframe(b, off, len);
            case VP8 -> vp8.wrap(b, off, len) && vp8.startsKeyframe();
            case VP9 -> vp9.wrap(b, off, len) && vp9.startsKeyframe();
            case AV1 -> (b[off] & (AV1_CONTINUES | AV1_NEW_SEQUENCE)) == AV1_NEW_SEQUENCE && len > 1;
            case OPUS -> true;
        };
    }

    private static boolean startsH264Keyframe(byte[] b, int off, int len) {
        int type = b[off] & H264_TYPE;
        if (type == H264_FU_A) {
            return len > 2 && (b[off + 1] & H264_FU_START) != 0 && isKey(b[off + 1] & H264_TYPE);
        }
        if (type != H264_STAP_A) {
            return isKey(type);
        }
        int end = off + len;
        int at = off + 1;
        while (end - at > 2) {
            int unitLength = NetworkOrder.unsigned16(b, at);
            if (unitLength > end - at - 2) {
                return false;
            }
            if (unitLength > 0 && isKey(b[at + 2] & H264_TYPE)) {
                return true;
            }
            at += 2 + unitLength;
        }
        return false;
    }

    private static boolean isKey(int type) {
        return type == H264_IDR || type == H264_SEQUENCE_PARAMETER_SET;
    }
}

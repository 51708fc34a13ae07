package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.Nullable;

/**
 * PLI (<a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.3.1">RFC 4585 section 6.3.1</a>): asks for a keyframe.
 *
 * <pre>
 * |V=2|P| FMT=1   |   PT=206      |          length=2             |
 * |                  SSRC of packet sender                        |
 * |                  SSRC of media source                         |
 * </pre>
 *
 * @param senderSsrc who asks, 32 bits
 * @param mediaSsrc whose keyframe is wanted, 32 bits
 */
public record PictureLossIndication(int senderSsrc, int mediaSsrc) implements RtcpPacket {
    public static final int LENGTH = 12;

    public static @Nullable PictureLossIndication parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(
                b, off, len, LENGTH, RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK, RtcpHeader.FORMAT_PICTURE_LOSS_INDICATION)) {
            return null;
        }
        return new PictureLossIndication(NetworkOrder.int32(b, off + 4), NetworkOrder.int32(b, off + 8));
    }

    static int write(byte[] out, int off, int senderSsrc, int mediaSsrc) {
        RtcpHeader.write(
                out, off, RtcpHeader.FORMAT_PICTURE_LOSS_INDICATION, RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK, LENGTH);
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, mediaSsrc);
        return LENGTH;
    }

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public int write(byte[] out, int off) {
        return write(out, off, senderSsrc, mediaSsrc);
    }
}

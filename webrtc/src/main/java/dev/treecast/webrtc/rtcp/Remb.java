package dev.treecast.webrtc.rtcp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * REMB, the receiver's estimated maximum bitrate (<a
 * href="https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03">draft-alvestrand-rmcat-remb-03</a>): an
 * application layer feedback message of RFC 4585.
 *
 * <pre>
 * |V=2|P| FMT=15  |   PT=206      |             length            |
 * |                  SSRC of packet sender                        |
 * |                  SSRC of media source = 0                     |
 * |  'R'             'E'             'M'             'B'          |
 * |  Num SSRC     | BR Exp    |  BR Mantissa (18 bits)            |
 * |   SSRC feedback                                               |  Num SSRC of them
 * </pre>
 *
 * @param senderSsrc who says so, 32 bits
 * @param bitrateBps bit/s; written with 18 significant bits, rounded down
 * @param ssrcs the streams that share it, at most 255
 */
public record Remb(int senderSsrc, long bitrateBps, List<Integer> ssrcs) implements RtcpPacket {
    private static final int FIXED_LENGTH = 20;
    private static final int IDENTIFIER = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
    private static final int MANTISSA_BITS = 18;

    public Remb {
        if (bitrateBps < 0 || ssrcs.size() > 255) {
            throw new IllegalArgumentException("REMB takes a bitrate of 0 or more and at most 255 streams");
        }
        ssrcs = List.copyOf(ssrcs);
    }

    public static @Nullable Remb parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(
                        b,
                        off,
                        len,
                        FIXED_LENGTH,
                        RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK,
                        RtcpHeader.FORMAT_APPLICATION_LAYER_FEEDBACK)
                || NetworkOrder.int32(b, off + 12) != IDENTIFIER) {
            return null;
        }
        int count = NetworkOrder.unsigned8(b, off + 16);
        int packed = NetworkOrder.unsigned24(b, off + 17);
        int exponent = packed >>> MANTISSA_BITS;
        long mantissa = packed & (1 << MANTISSA_BITS) - 1;
        long bitrateBps = mantissa << exponent;
        boolean overflow = bitrateBps < 0 || bitrateBps >>> exponent != mantissa;
        if (overflow || len < FIXED_LENGTH + 4 * count) {
            return null;
        }
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(NetworkOrder.int32(b, off + FIXED_LENGTH + 4 * i));
        }
        return new Remb(NetworkOrder.int32(b, off + 4), bitrateBps, ssrcs);
    }

    @Override
    public int length() {
        return FIXED_LENGTH + 4 * ssrcs.size();
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(
                out, off, RtcpHeader.FORMAT_APPLICATION_LAYER_FEEDBACK, RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK, length());
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, 0);
        NetworkOrder.put32(out, off + 12, IDENTIFIER);
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(bitrateBps) - MANTISSA_BITS);
        out[off + 16] = (byte) ssrcs.size();
        NetworkOrder.put24(out, off + 17, exponent << MANTISSA_BITS | (int) (bitrateBps >>> exponent));
        int at = off + FIXED_LENGTH;
        for (int ssrc : ssrcs) {
            NetworkOrder.put32(out, at, ssrc);
            at += 4;
        }
        return length();
    }
}

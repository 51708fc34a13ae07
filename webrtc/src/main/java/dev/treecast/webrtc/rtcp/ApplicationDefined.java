package dev.treecast.webrtc.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * APP (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.7">RFC 3550 section 6.7</a>).
 *
 * <pre>
 * |V=2|P| subtype |   PT=APP=204  |             length            |
 * |                           SSRC/CSRC                           |
 * |                          name (ASCII)                         |
 * |                   application-dependent data                  |
 * </pre>
 *
 * @param ssrc what it is about
 * @param name four letters
 * @param data a multiple of four bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ApplicationDefined(int ssrc, String name, byte[] data) implements RtcpPacket {
    private static final int FIXED_LENGTH = 12;
    private static final int NAME_LENGTH = 4;

    public ApplicationDefined {
        if (name.length() != NAME_LENGTH || data.length % 4 != 0) {
            throw new IllegalArgumentException("a name has four letters, and data a multiple of four bytes");
        }
    }

    public static @Nullable ApplicationDefined parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, FIXED_LENGTH, RtcpHeader.APPLICATION_DEFINED)) {
            return null;
        }
        return new ApplicationDefined(
                NetworkOrder.int32(b, off + 4),
                new String(b, off + 8, NAME_LENGTH, StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(b, off + FIXED_LENGTH, off + (len & ~3)));
    }

    @Override
    public int length() {
        return FIXED_LENGTH + data.length;
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(out, off, 0, RtcpHeader.APPLICATION_DEFINED, length());
        NetworkOrder.put32(out, off + 4, ssrc);
        byte[] letters = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(letters, 0, out, off + 8, NAME_LENGTH);
        System.arraycopy(data, 0, out, off + FIXED_LENGTH, data.length);
        return length();
    }
}

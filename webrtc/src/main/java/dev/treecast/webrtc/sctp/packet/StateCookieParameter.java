package dev.treecast.webrtc.sctp.packet;

import java.util.Arrays;

/**
 * State Cookie of an INIT ACK (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.3.1">RFC 9260 section 3.3.3.1</a>): the sender of the
 * INIT brings it back unread.
 *
 * <pre>
 * |      Parameter Type = 7       |       Parameter Length        |
 * |                            Cookie                             |
 * </pre>
 */
public final class StateCookieParameter {
    public static final int TYPE = 7;
    /** We keep the peer's cookie until it is acknowledged: no more than this. libwebrtc's has 36 bytes, usrsctp's some 450. */
    public static final int COOKIE_BYTES_MAX = 1_024;

    private StateCookieParameter() {}

    static byte[] cookie(byte[] b, int off) {
        return Arrays.copyOfRange(b, off + Parameter.HEADER_LENGTH, off + Parameter.length(b, off));
    }

    /** Writes it with its padding. */
    static int write(byte[] b, int off, byte[] cookie) {
        int length = Parameter.HEADER_LENGTH + cookie.length;
        Parameter.write(b, off, TYPE, length);
        System.arraycopy(cookie, 0, b, off + Parameter.HEADER_LENGTH, cookie.length);
        Arrays.fill(b, off + length, off + ChunkHeader.padded(length), (byte) 0);
        return ChunkHeader.padded(length);
    }
}

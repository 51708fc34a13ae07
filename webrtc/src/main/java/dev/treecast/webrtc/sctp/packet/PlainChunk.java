package dev.treecast.webrtc.sctp.packet;

/**
 * Chunks that are a header and bytes without a shape: COOKIE ECHO with the cookie
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.11">RFC 9260 section 3.3.11</a>), and with nothing COOKIE ACK (3.3.12),
 * SHUTDOWN ACK (3.3.9) and SHUTDOWN COMPLETE (3.3.13).
 *
 * <pre>
 * |     Type      |  Chunk Flags  |         Chunk Length          |
 * |                            (Cookie)                           |
 * </pre>
 */
public final class PlainChunk {
    private PlainChunk() {}

    public static int write(byte[] b, int off, int type, int flags) {
        ChunkHeader.write(b, off, type, flags, ChunkHeader.LENGTH);
        return ChunkHeader.LENGTH;
    }

    public static int writeCookieEcho(byte[] b, int off, byte[] cookie) {
        ChunkHeader.write(b, off, ChunkHeader.COOKIE_ECHO, 0, ChunkHeader.LENGTH + cookie.length);
        System.arraycopy(cookie, 0, b, off + ChunkHeader.LENGTH, cookie.length);
        return ChunkHeader.LENGTH + cookie.length;
    }
}

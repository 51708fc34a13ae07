package dev.treecast.webrtc.sctp.packet;

/**
 * Supported Extensions (<a href="https://www.rfc-editor.org/rfc/rfc5061#section-4.2.7">RFC 5061 section 4.2.7</a>): chunk types beyond the
 * base protocol. We name RE-CONFIG and FORWARD-TSN.
 *
 * <pre>
 * |   Parameter Type = 0x8008     |       Parameter Length        |
 * |  CHUNK TYPE 1 |  CHUNK TYPE 2 |  ...
 * </pre>
 */
public final class SupportedExtensionsParameter {
    public static final int TYPE = 0x8008;
    static final int LENGTH = Parameter.HEADER_LENGTH + 2;

    private SupportedExtensionsParameter() {}

    static boolean names(byte[] b, int off, int chunkType) {
        for (int i = off + Parameter.HEADER_LENGTH; i < off + Parameter.length(b, off); i++) {
            if ((b[i] & 0xff) == chunkType) {
                return true;
            }
        }
        return false;
    }

    /** Writes it with its padding. */
    static int write(byte[] b, int off) {
        Parameter.write(b, off, TYPE, LENGTH);
        b[off + 4] = (byte) ChunkHeader.RE_CONFIG;
        b[off + 5] = (byte) ChunkHeader.FORWARD_TSN;
        b[off + 6] = 0;
        b[off + 7] = 0;
        return ChunkHeader.padded(LENGTH);
    }
}

package dev.treecast.webrtc.sctp.packet;

/**
 * RE-CONFIG (<a href="https://www.rfc-editor.org/rfc/rfc6525#section-3.1">RFC 6525 section 3.1</a>): one or two parameters, requests and
 * responses.
 *
 * <pre>
 * |  Type = 130   |  Chunk Flags  |          Chunk Length         |
 * |                  Re-configuration Parameter                   |
 * |             Re-configuration Parameter (optional)             |
 * </pre>
 */
public final class ReconfigChunk {
    // Requests that we deny, RFC 6525 sections 4.3, 4.5 and 4.6.
    public static final int SSN_TSN_RESET_TYPE = 15;
    public static final int ADD_OUTGOING_STREAMS_TYPE = 17;
    public static final int ADD_INCOMING_STREAMS_TYPE = 18;

    private ReconfigChunk() {}

    /** Whether it holds one or two whole parameters. */
    public static boolean isWellFormed(byte[] b, int off, int chunkLength) {
        int end = off + chunkLength;
        int at = off + ChunkHeader.LENGTH;
        int parameters = 0;
        while (at < end) {
            if (!Parameter.isWhole(b, at, end)) {
                return false;
            }
            at = Parameter.next(b, at);
            parameters++;
        }
        return parameters == 1 || parameters == 2;
    }

    /** Writes the header in front of parameters of this many bytes. */
    public static int write(byte[] b, int off, int parameterBytes) {
        ChunkHeader.write(b, off, ChunkHeader.RE_CONFIG, 0, ChunkHeader.LENGTH + parameterBytes);
        return ChunkHeader.LENGTH + parameterBytes;
    }
}

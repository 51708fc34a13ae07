package dev.treecast.webrtc.sctp.packet;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * INIT and INIT ACK (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.2">RFC 9260 sections 3.3.2</a> and
 * <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.3">3.3.3</a>): what each side may and can.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Type = 1 or 2 |  Chunk Flags  |         Chunk Length          |
 * |                         Initiate Tag                          |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * |              Optional/Variable-Length Parameters              |
 * </pre>
 *
 * @param initiateTag the tag that packets to the sender of this carry, 32 bits, not 0
 * @param receiveWindowBytes a_rwnd, unsigned 32 bits
 * @param outboundStreams how many it wants to send on, 1 to 65535
 * @param inboundStreams how many it takes, 1 to 65535
 * @param initialTsn its first TSN, 32 bits
 * @param forwardTsn whether it knows FORWARD-TSN
 * @param streamReset whether it knows RE-CONFIG
 * @param cookie the state cookie of an INIT ACK, null in an INIT
 * @param unrecognized parameters that want to be reported, as they stood, with padding
 */
@SuppressWarnings("ArrayRecordComponent") // made once a handshake and never compared
public record InitChunk(
        int initiateTag,
        long receiveWindowBytes,
        int outboundStreams,
        int inboundStreams,
        int initialTsn,
        boolean forwardTsn,
        boolean streamReset,
        byte @Nullable [] cookie,
        byte[] unrecognized) {

    private static final int FIXED_LENGTH = 20;
    private static final int UNRECOGNIZED_TYPE = 8;
    /** Of parameters reported back, bytes: an INIT ACK must stay one packet. */
    private static final int UNRECOGNIZED_BYTES_MAX = 256;

    private static final byte[] NOTHING = new byte[0];

    /** Null when malformed: too short, a tag or a number of streams of 0, or a parameter that runs over the end. */
    public static @Nullable InitChunk parse(byte[] b, int off, int chunkLength) {
        if (chunkLength < FIXED_LENGTH
                || NetworkOrder.int32(b, off + 4) == 0
                || NetworkOrder.unsigned16(b, off + 12) == 0
                || NetworkOrder.unsigned16(b, off + 14) == 0) {
            return null;
        }
        boolean forwardTsn = false;
        boolean streamReset = false;
        byte[] cookie = null;
        byte[] unrecognized = NOTHING;
        int end = off + chunkLength;
        for (int at = off + FIXED_LENGTH; at < end; at = Parameter.next(b, at)) {
            if (!Parameter.isWhole(b, at, end)) {
                return null;
            }
            int type = Parameter.type(b, at);
            if (type == ForwardTsnSupportedParameter.TYPE) {
                forwardTsn = true;
            } else if (type == SupportedExtensionsParameter.TYPE) {
                streamReset |= SupportedExtensionsParameter.names(b, at, ChunkHeader.RE_CONFIG);
                forwardTsn |= SupportedExtensionsParameter.names(b, at, ChunkHeader.FORWARD_TSN);
            } else if (type == StateCookieParameter.TYPE) {
                cookie = StateCookieParameter.cookie(b, at);
            } else if (!isKnown(type)) {
                if (ChunkHeader.isReportedWhenUnknown(type >> 8)) {
                    unrecognized = append(unrecognized, b, at);
                }
                if (!ChunkHeader.isSkippedWhenUnknown(type >> 8)) {
                    break;
                }
            }
        }
        return new InitChunk(
                NetworkOrder.int32(b, off + 4),
                NetworkOrder.unsigned32(b, off + 8),
                NetworkOrder.unsigned16(b, off + 12),
                NetworkOrder.unsigned16(b, off + 14),
                NetworkOrder.int32(b, off + 16),
                forwardTsn,
                streamReset,
                cookie,
                unrecognized);
    }

    /** Addresses (5, 6, 11, 12), Cookie Preservative (9), Unrecognized Parameter (8): part of the base protocol, without a meaning over DTLS. */
    private static boolean isKnown(int type) {
        return type == 5 || type == 6 || type == UNRECOGNIZED_TYPE || type == 9 || type == 11 || type == 12;
    }

    private static byte[] append(byte[] unrecognized, byte[] b, int at) {
        int length = Parameter.length(b, at);
        int padded = ChunkHeader.padded(length);
        if (unrecognized.length + padded > UNRECOGNIZED_BYTES_MAX) {
            return unrecognized;
        }
        byte[] longer = Arrays.copyOf(unrecognized, unrecognized.length + padded);
        System.arraycopy(b, at, longer, unrecognized.length, length);
        return longer;
    }

    /** Writes an INIT ACK if there is a cookie, otherwise an INIT; returns its length. */
    public int write(byte[] b, int off) {
        int at = off + FIXED_LENGTH;
        if (forwardTsn) {
            at += ForwardTsnSupportedParameter.write(b, at);
        }
        if (streamReset) {
            at += SupportedExtensionsParameter.write(b, at);
        }
        if (cookie != null) {
            at += StateCookieParameter.write(b, at, cookie);
        }
        for (int from = 0; from < unrecognized.length; from = Parameter.next(unrecognized, from)) {
            int length = ChunkHeader.padded(Parameter.length(unrecognized, from));
            Parameter.write(b, at, UNRECOGNIZED_TYPE, Parameter.HEADER_LENGTH + length);
            System.arraycopy(unrecognized, from, b, at + Parameter.HEADER_LENGTH, length);
            at += Parameter.HEADER_LENGTH + length;
        }
        ChunkHeader.write(b, off, cookie == null ? ChunkHeader.INIT : ChunkHeader.INIT_ACK, 0, at - off);
        NetworkOrder.put32(b, off + 4, initiateTag);
        NetworkOrder.put32(b, off + 8, (int) receiveWindowBytes);
        NetworkOrder.put16(b, off + 12, outboundStreams);
        NetworkOrder.put16(b, off + 14, inboundStreams);
        NetworkOrder.put32(b, off + 16, initialTsn);
        return at - off;
    }
}

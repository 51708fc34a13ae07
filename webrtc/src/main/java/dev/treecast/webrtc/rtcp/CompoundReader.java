package dev.treecast.webrtc.rtcp;

/**
 * Walks over the packets of a compound RTCP datagram
 * (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.1">RFC 3550 section 6.1</a>), reduced-size ones included
 * (<a href="https://www.rfc-editor.org/rfc/rfc5506">RFC 5506</a>). Reusable, allocates nothing.
 *
 * <p>{@link #wrap} checks every header, length and padding of the datagram once; after that {@link #next} cannot fail.
 * Padding is taken on any packet, not on the last alone: libwebrtc pads transport-wide feedback wherever it stands.
 */
public final class CompoundReader {
    // RFC 5761 section 4: packet types 192 to 223 are RTCP, everything else is somebody's RTP.
    private static final int PACKET_TYPE_MIN = 192;
    private static final int PACKET_TYPE_MAX = 223;

    private byte[] buffer = new byte[0];
    private int end;
    private int nextOffset;
    private int offset;
    private int length;

    /**
     * Takes a decrypted datagram.
     *
     * @return false when it is empty or any packet in it is malformed; the reader is then empty
     */
    public boolean wrap(byte[] b, int off, int len) {
        buffer = b;
        nextOffset = off;
        end = off + len;
        length = 0;
        if (isWellFormed(b, off, end)) {
            return true;
        }
        end = off;
        return false;
    }

    private static boolean isWellFormed(byte[] b, int off, int end) {
        int at = off;
        while (end - at >= RtcpHeader.LENGTH) {
            int packetType = RtcpHeader.packetType(b, at);
            int packetLength = RtcpHeader.lengthBytes(b, at);
            if (!RtcpHeader.isVersion2(b, at)
                    || packetType < PACKET_TYPE_MIN
                    || packetType > PACKET_TYPE_MAX
                    || packetLength > end - at) {
                return false;
            }
            if (RtcpHeader.hasPadding(b, at)) {
                int padding = b[at + packetLength - 1] & 0xff;
                if (padding == 0 || padding > packetLength - RtcpHeader.LENGTH) {
                    return false;
                }
            }
            at += packetLength;
        }
        return at == end && at > off;
    }

    /** Moves to the next packet; false after the last. */
    public boolean next() {
        if (nextOffset >= end) {
            return false;
        }
        offset = nextOffset;
        int packetLength = RtcpHeader.lengthBytes(buffer, offset);
        nextOffset = offset + packetLength;
        length = RtcpHeader.hasPadding(buffer, offset) ? packetLength - (buffer[nextOffset - 1] & 0xff) : packetLength;
        return true;
    }

    /** The datagram's array. */
    public byte[] buffer() {
        return buffer;
    }

    /** The current packet's type: 200 and up, see {@link RtcpHeader}. */
    public int packetType() {
        return RtcpHeader.packetType(buffer, offset);
    }

    /** The five bits that count report blocks, chunks or sources (SR, RR, SDES, BYE). */
    public int count() {
        return RtcpHeader.countOrFormat(buffer, offset);
    }

    /** The same five bits in a feedback packet, where they are its FMT. */
    public int format() {
        return RtcpHeader.countOrFormat(buffer, offset);
    }

    /** Where the current packet's header begins in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Bytes of the current packet, header included, padding not. */
    public int length() {
        return length;
    }

    /** The SSRC of whoever sent the current packet (or, in BYE and SDES, the first source), 0 where there is none. */
    public int senderSsrc() {
        return length >= 8 ? NetworkOrder.int32(buffer, offset + 4) : 0;
    }
}

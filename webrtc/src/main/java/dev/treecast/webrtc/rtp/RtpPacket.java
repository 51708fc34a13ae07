package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * An RTP packet where it lies in an array (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-5.1">RFC 3550 section
 * 5.1</a>), header extensions included (<a href="https://www.rfc-editor.org/rfc/rfc8285#section-4">RFC 8285 section 4</a>).
 * A reusable flyweight: it copies nothing and allocates nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers ...         |
 * |      0xBE 0xDE or 0x100       |   length in 32-bit words      |  if X
 * |  ID   | len-1 | data ...      (or ID, len, data)              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Timestamp and SSRC are {@code int}s that hold 32 unsigned bits: differences wrap as they should, and
 * {@link Integer#toUnsignedString(int)} shows them. Offsets are indices into {@link #buffer()}.
 */
public final class RtpPacket {
    /** Bytes of a header without contributing sources and extensions. */
    public static final int FIXED_HEADER_LENGTH = 12;

    static final int ONE_BYTE_PROFILE = 0xbede;
    static final int TWO_BYTE_PROFILE = 0x1000;
    private static final int TWO_BYTE_PROFILE_MASK = 0xfff0;
    private static final int ONE_BYTE_ID_STOP = 15;

    private static final int NO_EXTENSIONS = 0;
    private static final int ONE_BYTE = 1;
    private static final int TWO_BYTE = 2;

    private byte[] buffer = new byte[FIXED_HEADER_LENGTH];
    private int offset;
    private int length = FIXED_HEADER_LENGTH;
    private int headerLength = FIXED_HEADER_LENGTH;
    private int paddingLength;
    private int extensionForm;
    private int extensionsOffset;
    private int extensionsEnd;

    /**
     * Takes a packet; its version, contributing sources, extension block and padding are checked here, once.
     *
     * @return false when malformed: then nothing else may be called before the next wrap
     */
    public boolean wrap(byte[] b, int off, int len) {
        if (len < FIXED_HEADER_LENGTH || (b[off] & 0xc0) != 0x80) {
            return false;
        }
        int first = b[off];
        int header = FIXED_HEADER_LENGTH + ((first & 0x0f) << 2);
        int form = NO_EXTENSIONS;
        int extensions = header;
        if ((first & 0x10) != 0) {
            extensions = header + 4;
            if (extensions > len) {
                return false;
            }
            form = form(NetworkOrder.unsigned16(b, off + header));
            header = extensions + (NetworkOrder.unsigned16(b, off + header + 2) << 2);
        }
        int padding = 0;
        if ((first & 0x20) != 0) {
            padding = b[off + len - 1] & 0xff;
            if (padding == 0) {
                return false;
            }
        }
        if (header + padding > len) {
            return false;
        }
        buffer = b;
        offset = off;
        length = len;
        headerLength = header;
        paddingLength = padding;
        extensionForm = form;
        extensionsOffset = off + extensions;
        extensionsEnd = off + header;
        return true;
    }

    private static int form(int profile) {
        if (profile == ONE_BYTE_PROFILE) {
            return ONE_BYTE;
        }
        return (profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE ? TWO_BYTE : NO_EXTENSIONS;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    /** Bytes of the whole packet: header, payload, padding. */
    public int length() {
        return length;
    }

    public int payloadType() {
        return buffer[offset + 1] & 0x7f;
    }

    public boolean marker() {
        return buffer[offset + 1] < 0;
    }

    /** 0 to 65535. */
    public int sequenceNumber() {
        return NetworkOrder.unsigned16(buffer, offset + 2);
    }

    /** 32 unsigned bits. */
    public int timestamp() {
        return NetworkOrder.int32(buffer, offset + 4);
    }

    /** 32 unsigned bits. */
    public int ssrc() {
        return NetworkOrder.int32(buffer, offset + 8);
    }

    /** Bytes up to the payload: fixed part, contributing sources, extensions. */
    public int headerLength() {
        return headerLength;
    }

    public int payloadOffset() {
        return offset + headerLength;
    }

    /** Bytes without the padding; 0 in a packet of nothing but padding. */
    public int payloadLength() {
        return length - headerLength - paddingLength;
    }

    public int paddingLength() {
        return paddingLength;
    }

    public void setPayloadType(int payloadType) {
        buffer[offset + 1] = (byte) ((buffer[offset + 1] & 0x80) | (payloadType & 0x7f));
    }

    public void setMarker(boolean marker) {
        buffer[offset + 1] = (byte) (marker ? buffer[offset + 1] | 0x80 : buffer[offset + 1] & 0x7f);
    }

    /** Takes the low 16 bits. */
    public void setSequenceNumber(int sequenceNumber) {
        NetworkOrder.put16(buffer, offset + 2, sequenceNumber);
    }

    public void setTimestamp(int timestamp) {
        NetworkOrder.put32(buffer, offset + 4, timestamp);
    }

    public void setSsrc(int ssrc) {
        NetworkOrder.put32(buffer, offset + 8, ssrc);
    }

    /**
     * Where the data of header extension {@code id} begins, or −1 when the packet has none of that id. The first counts.
     *
     * @param id 1 to 14, or to 255 in the two-byte form
     */
    public int extensionOffset(int id) {
        int element = element(id);
        return element < 0 ? -1 : element + extensionForm;
    }

    /** Bytes of header extension {@code id}'s data (0 is possible in the two-byte form), or −1 when it is absent. */
    public int extensionLength(int id) {
        int element = element(id);
        if (element < 0) {
            return -1;
        }
        return extensionForm == ONE_BYTE ? (buffer[element] & 0x0f) + 1 : buffer[element + 1] & 0xff;
    }

    /** Where the element's own header is, which is as long as {@link #extensionForm} says; an overrun ends the search. */
    private int element(int id) {
        return switch (extensionForm) {
            case ONE_BYTE -> oneByteElement(id);
            case TWO_BYTE -> twoByteElement(id);
            default -> -1;
        };
    }

    private int oneByteElement(int id) {
        int at = extensionsOffset;
        while (at < extensionsEnd) {
            int first = buffer[at] & 0xff;
            if (first == 0) {
                at++;
                continue;
            }
            int elementId = first >>> 4;
            int next = at + 2 + (first & 0x0f);
            // An id of 0 with a length, like the reserved 15, ends the whole block (RFC 8285 section 4.2).
            if (elementId == 0 || elementId == ONE_BYTE_ID_STOP || next > extensionsEnd) {
                return -1;
            }
            if (elementId == id) {
                return at;
            }
            at = next;
        }
        return -1;
    }

    private int twoByteElement(int id) {
        int at = extensionsOffset;
        while (at < extensionsEnd) {
            int elementId = buffer[at] & 0xff;
            if (elementId == 0) {
                at++;
                continue;
            }
            if (at + 2 > extensionsEnd) {
                return -1;
            }
            int next = at + 2 + (buffer[at + 1] & 0xff);
            if (next > extensionsEnd) {
                return -1;
            }
            if (elementId == id) {
                return at;
            }
            at = next;
        }
        return -1;
    }
}

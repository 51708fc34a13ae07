package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * Composes an RTP packet: header, chosen extensions, payload (RFC 3550 section 5.1, RFC 8285 section 4). Reusable, allocates
 * nothing. {@link #start}, then any {@code extension}s, then one of the {@code finish}es.
 *
 * <p>The one-byte form is written where every id is at most 14 and every length 1 to 16 bytes, the two-byte form
 * otherwise (to an endpoint that has not agreed to {@code extmap-allow-mixed} the caller gives no such extension). To
 * patch an extension afterwards, viewer by viewer, wrap the result in an {@link RtpPacket} and ask where it is.
 */
public final class RtpWriter {
    // More than the 14 ids of the one-byte form, and every extension that WebRTC knows at its longest.
    private static final int EXTENSIONS_MAX = 20;
    private static final int EXTENSION_BYTES_MAX = 1024;
    private static final int ONE_BYTE_ID_MAX = 14;
    private static final int ONE_BYTE_LENGTH_MAX = 16;
    private static final int PADDING_MAX = 255;

    private final int[] ids = new int[EXTENSIONS_MAX];
    private final int[] lengths = new int[EXTENSIONS_MAX];
    private final byte[] data = new byte[EXTENSION_BYTES_MAX];
    private int extensionCount;
    private int dataLength;
    private boolean twoByteForm;

    private int payloadType;
    private boolean marker;
    private int sequenceNumber;
    private int timestamp;
    private int ssrc;

    /**
     * Begins a packet and forgets the one before.
     *
     * @param payloadType 0 to 127
     * @param sequenceNumber the low 16 bits count
     */
    public RtpWriter start(int payloadType, boolean marker, int sequenceNumber, int timestamp, int ssrc) {
        this.payloadType = payloadType;
        this.marker = marker;
        this.sequenceNumber = sequenceNumber;
        this.timestamp = timestamp;
        this.ssrc = ssrc;
        extensionCount = 0;
        dataLength = 0;
        twoByteForm = false;
        return this;
    }

    /** Adds an extension whose data is copied now. */
    public RtpWriter extension(int id, byte[] b, int off, int len) {
        reserve(id, len);
        System.arraycopy(b, off, data, dataLength - len, len);
        return this;
    }

    /**
     * Adds an extension of {@code len} bytes, 1 to 8, that holds the low bits of {@code value} in network byte order.
     */
    public RtpWriter extension(int id, long value, int len) {
        reserve(id, len);
        for (int i = 1, shift = 0; i <= len; i++, shift += 8) {
            data[dataLength - i] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Copies an extension out of another packet under a new id; adds nothing where that packet has none. */
    public RtpWriter copyExtension(int id, RtpPacket from, int fromId) {
        int off = from.extensionOffset(fromId);
        return off < 0 ? this : extension(id, from.buffer(), off, from.extensionLength(fromId));
    }

    private void reserve(int id, int len) {
        if (id < 1 || id > 255 || len < 0 || len > 255) {
            throw new IllegalArgumentException("extension id " + id + " of " + len + " bytes");
        }
        if (extensionCount == EXTENSIONS_MAX || dataLength + len > EXTENSION_BYTES_MAX) {
            throw new IllegalStateException("too many header extensions in one packet");
        }
        twoByteForm |= id > ONE_BYTE_ID_MAX || len == 0 || len > ONE_BYTE_LENGTH_MAX;
        ids[extensionCount] = id;
        lengths[extensionCount++] = len;
        dataLength += len;
    }

    /** See {@link #finish(byte[], int, int, byte[], int, int, int)}; without padding. */
    public int finish(byte[] out, int off, int limit, byte[] payload, int payloadOff, int payloadLen) {
        return finish(out, off, limit, payload, payloadOff, payloadLen, 0);
    }

    /**
     * Writes the packet. The payload may not overlap the place it is written to, unless it stands there already.
     *
     * @param limit the index that the packet must end at or before
     * @param padding bytes of RTP padding, 0 to 255: to make packets of one frame equally long
     * @return the packet's length in bytes, or −1 when it does not fit
     */
    public int finish(byte[] out, int off, int limit, byte[] payload, int payloadOff, int payloadLen, int padding) {
        if (padding < 0 || padding > PADDING_MAX) {
            throw new IllegalArgumentException("padding of " + padding + " bytes");
        }
        int length = headerLength() + payloadLen + padding;
        if (length > limit - off) {
            return -1;
        }
        int at = writeHeader(out, off, padding > 0);
        System.arraycopy(payload, payloadOff, out, at, payloadLen);
        if (padding > 0) {
            at += payloadLen;
            for (int i = 0; i < padding - 1; i++) {
                out[at + i] = 0;
            }
            out[at + padding - 1] = (byte) padding;
        }
        return length;
    }

    /**
     * Writes the packet as a retransmission (RFC 4588 section 4): the payload behind its original sequence number.
     *
     * @return the packet's length in bytes, or −1 when it does not fit
     */
    public int finishRetransmission(
            byte[] out,
            int off,
            int limit,
            int originalSequenceNumber,
            byte[] payload,
            int payloadOff,
            int payloadLen) {
        int length = headerLength() + Retransmission.OVERHEAD + payloadLen;
        if (length > limit - off) {
            return -1;
        }
        int at = writeHeader(out, off, false);
        NetworkOrder.put16(out, at, originalSequenceNumber);
        System.arraycopy(payload, payloadOff, out, at + Retransmission.OVERHEAD, payloadLen);
        return length;
    }

    /** Where the data of the extension that was added first stands, from the packet's start; valid after it was finished. */
    public int firstExtensionOffset() {
        return RtpPacket.FIXED_HEADER_LENGTH + 4 + (twoByteForm ? 2 : 1);
    }

    /** Bytes of the header as it stands so far. */
    public int headerLength() {
        return extensionCount == 0
                ? RtpPacket.FIXED_HEADER_LENGTH
                : RtpPacket.FIXED_HEADER_LENGTH + 4 + (extensionBytes() + 3 & ~3);
    }

    private int extensionBytes() {
        return dataLength + extensionCount * (twoByteForm ? 2 : 1);
    }

    private int writeHeader(byte[] out, int off, boolean padded) {
        out[off] = (byte) (0x80 | (padded ? 0x20 : 0) | (extensionCount > 0 ? 0x10 : 0));
        out[off + 1] = (byte) ((marker ? 0x80 : 0) | (payloadType & 0x7f));
        NetworkOrder.put16(out, off + 2, sequenceNumber);
        NetworkOrder.put32(out, off + 4, timestamp);
        NetworkOrder.put32(out, off + 8, ssrc);
        int at = off + RtpPacket.FIXED_HEADER_LENGTH;
        if (extensionCount == 0) {
            return at;
        }
        int end = off + headerLength();
        NetworkOrder.put16(out, at, twoByteForm ? RtpPacket.TWO_BYTE_PROFILE : RtpPacket.ONE_BYTE_PROFILE);
        NetworkOrder.put16(out, at + 2, (end - at - 4) >> 2);
        at += 4;
        int from = 0;
        for (int i = 0; i < extensionCount; i++) {
            int len = lengths[i];
            if (twoByteForm) {
                out[at++] = (byte) ids[i];
                out[at++] = (byte) len;
            } else {
                out[at++] = (byte) (ids[i] << 4 | len - 1);
            }
            System.arraycopy(data, from, out, at, len);
            from += len;
            at += len;
        }
        while (at < end) {
            out[at++] = 0;
        }
        return end;
    }
}

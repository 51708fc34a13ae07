package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * The retransmission payload format (<a href="https://www.rfc-editor.org/rfc/rfc4588#section-4">RFC 4588 section 4</a>),
 * sent under an SSRC of its own: the original's header, with payload type, SSRC and sequence number of the retransmission
 * stream, then the original sequence number (OSN), then the original payload.
 */
public final class Retransmission {
    /** Bytes by which the retransmission is longer: the OSN. */
    public static final int OVERHEAD = 2;

    private Retransmission() {}

    /**
     * Writes the retransmission of {@code original}; its padding is left off, its extensions stay.
     *
     * @param limit the index that the packet must end at or before
     * @return the packet's length in bytes, or −1 when it does not fit
     */
    public static int wrap(
            RtpPacket original, byte[] out, int off, int limit, int payloadType, int ssrc, int sequenceNumber) {
        int header = original.headerLength();
        int payload = original.payloadLength();
        int length = header + OVERHEAD + payload;
        if (length > limit - off) {
            return -1;
        }
        System.arraycopy(original.buffer(), original.offset(), out, off, header);
        out[off] &= ~0x20;
        out[off + 1] = (byte) ((out[off + 1] & 0x80) | (payloadType & 0x7f));
        NetworkOrder.put16(out, off + 2, sequenceNumber);
        NetworkOrder.put32(out, off + 8, ssrc);
        NetworkOrder.put16(out, off + header, original.sequenceNumber());
        System.arraycopy(original.buffer(), original.payloadOffset(), out, off + header + OVERHEAD, payload);
        return length;
    }

    /**
     * Turns a retransmission back into the original, in place: the header moves two bytes on, over the OSN, so that the
     * packet then begins two bytes later. The flyweight is wrapped around it anew.
     *
     * @return false when there is no OSN, which is how a sender probes for bandwidth; the packet is then untouched
     */
    public static boolean unwrap(RtpPacket retransmission, int payloadType, int ssrc) {
        if (retransmission.payloadLength() < OVERHEAD) {
            return false;
        }
        byte[] b = retransmission.buffer();
        int off = retransmission.offset();
        int len = retransmission.length();
        int originalSequenceNumber = NetworkOrder.unsigned16(b, retransmission.payloadOffset());
        System.arraycopy(b, off, b, off + OVERHEAD, retransmission.headerLength());
        if (!retransmission.wrap(b, off + OVERHEAD, len - OVERHEAD)) {
            return false;
        }
        retransmission.setPayloadType(payloadType);
        retransmission.setSsrc(ssrc);
        retransmission.setSequenceNumber(originalSequenceNumber);
        return true;
    }
}

package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * The transport-wide sequence number (<a
 * href="https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-2">draft-holmer-rmcat-transport-wide-cc-extensions-01
 * section 2</a>): 16 bits that count every packet of a transport.
 */
public final class TransportSequenceNumber {
    /** Bytes. */
    public static final int LENGTH = 2;

    private TransportSequenceNumber() {}

    /** 0 to 65535. */
    public static int parse(byte[] b, int off) {
        return NetworkOrder.unsigned16(b, off);
    }

    /** Writes the low 16 bits. */
    public static int write(byte[] out, int off, int sequenceNumber) {
        NetworkOrder.put16(out, off, sequenceNumber);
        return LENGTH;
    }
}

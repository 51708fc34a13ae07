package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK (<a href="https://www.rfc-editor.org/rfc/rfc8832#section-5">RFC 8832 section 5</a>).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 0x03  |  Channel Type |            Priority           |
 * |                    Reliability Parameter                      |
 * |         Label Length          |       Protocol Length         |
 * |                   Label, then Protocol, UTF-8                 |
 * </pre>
 */
record OpenMessage(String label, String protocol, Reliability reliability) {
    static final int TYPE_OPEN = 3;
    static final int TYPE_ACK = 2;
    /** Of a label and of a protocol from the peer, bytes. Ours have ten; W3C allows 65,535. */
    static final int TEXT_BYTES_MAX = 256;

    private static final int FIXED_LENGTH = 12;
    private static final int UNORDERED = 0x80;
    private static final int RELIABLE = 0;
    private static final int RETRANSMITS = 1;
    private static final int LIFETIME = 2;
    /** RFC 8831 section 6.4: normal. */
    private static final int PRIORITY = 256;

    static byte[] ack() {
        return new byte[] {TYPE_ACK};
    }

    /** Null when malformed, of an unknown channel type, or with a label or protocol that is too long. */
    static @Nullable OpenMessage parse(byte[] b, int off, int length) {
        if (length < FIXED_LENGTH || b[off] != TYPE_OPEN) {
            return null;
        }
        int labelLength = NetworkOrder.unsigned16(b, off + 8);
        int protocolLength = NetworkOrder.unsigned16(b, off + 10);
        if (FIXED_LENGTH + labelLength + protocolLength > length
                || labelLength > TEXT_BYTES_MAX
                || protocolLength > TEXT_BYTES_MAX) {
            return null;
        }
        int type = NetworkOrder.unsigned8(b, off + 1);
        int limit = (int) Math.min(NetworkOrder.unsigned32(b, off + 4), 0xffff);
        boolean ordered = (type & UNORDERED) == 0;
        Reliability reliability;
        switch (type & ~UNORDERED) {
            case RELIABLE -> reliability = new Reliability(ordered, -1, -1);
            case RETRANSMITS -> reliability = new Reliability(ordered, -1, limit);
            case LIFETIME -> reliability = new Reliability(ordered, limit, -1);
            default -> {
                return null;
            }
        }
        String label = new String(b, off + FIXED_LENGTH, labelLength, StandardCharsets.UTF_8);
        String protocol = new String(b, off + FIXED_LENGTH + labelLength, protocolLength, StandardCharsets.UTF_8);
        return new OpenMessage(label, protocol, reliability);
    }

    byte[] toBytes() {
        byte[] labelBytes = label.getBytes(StandardCharsets.UTF_8);
        byte[] protocolBytes = protocol.getBytes(StandardCharsets.UTF_8);
        byte[] b = new byte[FIXED_LENGTH + labelBytes.length + protocolBytes.length];
        int type = reliability.maxRetransmits() >= 0
                ? RETRANSMITS
                : reliability.maxPacketLifeTimeMs() >= 0 ? LIFETIME : RELIABLE;
        b[0] = TYPE_OPEN;
        b[1] = (byte) (type | (reliability.ordered() ? 0 : UNORDERED));
        NetworkOrder.put16(b, 2, PRIORITY);
        NetworkOrder.put32(
                b, 4, Math.max(0, Math.max(reliability.maxRetransmits(), reliability.maxPacketLifeTimeMs())));
        NetworkOrder.put16(b, 8, labelBytes.length);
        NetworkOrder.put16(b, 10, protocolBytes.length);
        System.arraycopy(labelBytes, 0, b, FIXED_LENGTH, labelBytes.length);
        System.arraycopy(protocolBytes, 0, b, FIXED_LENGTH + labelBytes.length, protocolBytes.length);
        return b;
    }
}

package dev.treecast.webrtc.rtcp;

import java.util.function.IntConsumer;

/**
 * Generic NACK (<a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1">RFC 4585 section 6.2.1</a>): names RTP
 * packets that are missing. A reusable flyweight that allocates nothing.
 *
 * <pre>
 * |V=2|P| FMT=1   |   PT=205      |            length             |
 * |                  SSRC of packet sender                        |
 * |                  SSRC of media source                         |
 * |            PID                |             BLP               |  one or more
 * </pre>
 *
 * <p>Bit i of BLP (the lowest is 0) stands for sequence number PID + i + 1.
 */
public final class Nack {
    private static final int FIXED_LENGTH = 12;
    private static final int ENTRY_LENGTH = 4;

    /**
     * So many sequence numbers fit into 1,200 bytes of RTCP however scattered they are: a good size for the array that
     * collects them.
     */
    public static final int SEQUENCE_NUMBERS_PER_DATAGRAM = (1200 - FIXED_LENGTH) / ENTRY_LENGTH;

    private byte[] buffer = new byte[0];
    private int offset;
    private int end;

    /** False when malformed or of another kind: then nothing else may be called. */
    public boolean wrap(byte[] b, int off, int len) {
        if (!RtcpHeader.is(
                b,
                off,
                len,
                FIXED_LENGTH + ENTRY_LENGTH,
                RtcpHeader.TRANSPORT_LAYER_FEEDBACK,
                RtcpHeader.FORMAT_NACK)) {
            return false;
        }
        buffer = b;
        offset = off;
        end = off + FIXED_LENGTH + (len - FIXED_LENGTH) / ENTRY_LENGTH * ENTRY_LENGTH;
        return true;
    }

    public int senderSsrc() {
        return NetworkOrder.int32(buffer, offset + 4);
    }

    public int mediaSsrc() {
        return NetworkOrder.int32(buffer, offset + 8);
    }

    /** Calls {@code consumer} with every sequence number, 0 to 65535, in the packet's order. It must not wrap anew. */
    public void forEach(IntConsumer consumer) {
        for (int at = offset + FIXED_LENGTH; at < end; at += ENTRY_LENGTH) {
            int packetId = NetworkOrder.unsigned16(buffer, at);
            consumer.accept(packetId);
            for (int mask = NetworkOrder.unsigned16(buffer, at + 2); mask != 0; mask &= mask - 1) {
                consumer.accept(packetId + 1 + Integer.numberOfTrailingZeros(mask) & 0xffff);
            }
        }
    }

    /**
     * Copies the sequence numbers, 0 to 65535, in the packet's order; those beyond the array's end are left out, so
     * that the array bounds the work that a NACK may ask for.
     *
     * @return how many were copied
     */
    public int sequenceNumbers(int[] out) {
        int count = 0;
        for (int at = offset + FIXED_LENGTH; at < end && count < out.length; at += ENTRY_LENGTH) {
            int packetId = NetworkOrder.unsigned16(buffer, at);
            out[count++] = packetId;
            int mask = NetworkOrder.unsigned16(buffer, at + 2);
            for (; mask != 0 && count < out.length; mask &= mask - 1) {
                out[count++] = packetId + 1 + Integer.numberOfTrailingZeros(mask) & 0xffff;
            }
        }
        return count;
    }

    /**
     * Writes a NACK for the first {@code count} sequence numbers, which ascend (across the wrap at 65536 too).
     *
     * @param limit the index that the packet must end at or before
     * @return its length in bytes, or −1 when it does not fit or {@code count} is 0
     */
    public static int write(
            byte[] out, int off, int limit, int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
        int at = off + FIXED_LENGTH;
        int next = 0;
        while (next < count) {
            if (limit - at < ENTRY_LENGTH) {
                return -1;
            }
            int packetId = sequenceNumbers[next++] & 0xffff;
            int mask = 0;
            for (; next < count; next++) {
                int distance = sequenceNumbers[next] - packetId & 0xffff;
                if (distance > 16) {
                    break;
                }
                mask |= distance == 0 ? 0 : 1 << (distance - 1);
            }
            NetworkOrder.put16(out, at, packetId);
            NetworkOrder.put16(out, at + 2, mask);
            at += ENTRY_LENGTH;
        }
        int length = at - off;
        if (length == FIXED_LENGTH) {
            return -1;
        }
        RtcpHeader.write(out, off, RtcpHeader.FORMAT_NACK, RtcpHeader.TRANSPORT_LAYER_FEEDBACK, length);
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, mediaSsrc);
        return length;
    }
}

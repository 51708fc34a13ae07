package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * A payload with redundancy (<a href="https://www.rfc-editor.org/rfc/rfc2198#section-3">RFC 2198 section 3</a>): earlier frames once more before the newest, so that whoever lost
 * a packet finds its sound in the next.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|   block PT  |  timestamp offset         |   block length    |  one for each earlier frame
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0|   block PT  |  the frames, oldest first …
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Written with one earlier frame; read with as many as there are. Allocates nothing; an instance is a cursor over one payload.
 */
public final class RedundantAudio {
    /** Bytes that one earlier frame adds, without itself. */
    public static final int OVERHEAD = 5;

    /** Ten bits. */
    public static final int BLOCK_BYTES_MAX = 1_023;

    /** Fourteen bits, in timestamp units: 341 ms at 48 kHz. */
    public static final int TIMESTAMP_OFFSET_MAX = 16_383;

    private static final int FOLLOWED = 0x80;
    private static final int BLOCK_HEADER = 4;

    private byte[] buffer = new byte[0];
    private int headerAt;
    private int dataAt;
    private int end;
    private int blockOffset;
    private int blockLength;
    private int timestampOffset;
    private int payloadType;

    /** Whether an earlier frame can be carried by a later one. */
    public static boolean fits(int earlierBytes, long timestampDistance) {
        return earlierBytes > 0
                && earlierBytes <= BLOCK_BYTES_MAX
                && timestampDistance > 0
                && timestampDistance <= TIMESTAMP_OFFSET_MAX;
    }

    /**
     * Writes a payload of two frames, for which {@link #fits} holds.
     *
     * @param blockPayloadType of both frames, 0 to 127
     * @return the payload's length in bytes, or −1 when it does not fit
     */
    public static int write(
            byte[] out,
            int off,
            int limit,
            int blockPayloadType,
            int timestampDistance,
            byte[] earlier,
            int earlierLength,
            byte[] frame,
            int frameLength) {
        int length = OVERHEAD + earlierLength + frameLength;
        if (length > limit - off) {
            return -1;
        }
        NetworkOrder.put32(out, off, (FOLLOWED | blockPayloadType) << 24 | timestampDistance << 10 | earlierLength);
        out[off + BLOCK_HEADER] = (byte) blockPayloadType;
        System.arraycopy(earlier, 0, out, off + OVERHEAD, earlierLength);
        System.arraycopy(frame, 0, out, off + OVERHEAD + earlierLength, frameLength);
        return length;
    }

    /** Begins to read a payload; false when its headers do not add up. */
    public boolean wrap(byte[] b, int off, int len) {
        buffer = b;
        headerAt = off;
        end = off + len;
        int at = off;
        int blocks = 0;
        while (at < end && (b[at] & FOLLOWED) != 0) {
            if (end - at < BLOCK_HEADER) {
                return false;
            }
            blocks += NetworkOrder.int32(b, at) & BLOCK_BYTES_MAX;
            at += BLOCK_HEADER;
        }
        dataAt = at + 1;
        return at < end && blocks <= end - dataAt;
    }

    /** Goes on to the next frame, the oldest first, the newest last; false when there is none left. */
    public boolean next() {
        if (headerAt < 0) {
            return false;
        }
        payloadType = buffer[headerAt] & 0x7f;
        blockOffset = dataAt;
        if ((buffer[headerAt] & FOLLOWED) != 0) {
            int fields = NetworkOrder.int32(buffer, headerAt);
            timestampOffset = fields >>> 10 & TIMESTAMP_OFFSET_MAX;
            blockLength = fields & BLOCK_BYTES_MAX;
            headerAt += BLOCK_HEADER;
        } else {
            timestampOffset = 0;
            blockLength = end - dataAt;
            headerAt = -1;
        }
        dataAt += blockLength;
        return true;
    }

    /** Of the frame at hand, 0 to 127. */
    public int payloadType() {
        return payloadType;
    }

    /** How much earlier than the packet the frame at hand is, in timestamp units; 0 for the newest. */
    public int timestampOffset() {
        return timestampOffset;
    }

    /** Where the frame at hand begins. */
    public int offset() {
        return blockOffset;
    }

    /** Its length in bytes. */
    public int length() {
        return blockLength;
    }
}

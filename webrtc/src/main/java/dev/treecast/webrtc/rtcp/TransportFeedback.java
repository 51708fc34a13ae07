package dev.treecast.webrtc.rtcp;

/**
 * Transport-wide feedback as it is read (<a
 * href="https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-3.1">draft-holmer-rmcat-transport-wide-cc-extensions-01
 * section 3.1</a>): which packets of a transport arrived, and when. A reusable flyweight and a cursor; allocates nothing.
 * {@link TransportFeedbackWriter} writes it.
 *
 * <pre>
 * |V=2|P| FMT=15  |    PT=205     |           length              |
 * |                     SSRC of packet sender                     |
 * |                      SSRC of media source                     |
 * |      base sequence number     |      packet status count      |
 * |                 reference time                | fb pkt. count |
 * |          packet chunk         |  ... packet chunk             |
 * |          recv delta           |  ... recv delta, zero padding |
 * </pre>
 *
 * <p>A status is 0 (not received), 1 (delta of one byte) or 2 (signed delta of two bytes), so that it equals the bytes of
 * its delta; 3 is reserved and makes the packet malformed.
 */
public final class TransportFeedback {
    /** One tick of arrival times: 250 µs. */
    public static final long TICK_NS = 250_000L;
    /** The reference time counts 64 ms. */
    static final int TICKS_PER_REFERENCE = 256;
    /** Arrival ticks wrap here, because the reference time has 24 bits: after 12.4 days. */
    public static final long ARRIVAL_TICKS_WRAP = (1L << 24) * TICKS_PER_REFERENCE;

    static final int FIXED_LENGTH = 20;
    static final int ONE_BIT_SYMBOLS = 14;
    static final int TWO_BIT_SYMBOLS = 7;
    /** The format allows 65,535 statuses in 16 bytes of runs: more than a quarter of the number space is nonsense. */
    static final int STATUS_COUNT_MAX = 16_384;

    // Given by wrap.
    private byte[] buffer = new byte[0];
    private int offset;
    private int statusCount;
    private int deltasOffset;

    // The cursor.
    private int index;
    private int chunkOffset;
    private int chunk;
    private int chunkIndex;
    private int chunkSize;
    private int deltaOffset;
    private long ticks;
    private boolean received;

    /** False when malformed or of another kind: then nothing else may be called. */
    public boolean wrap(byte[] b, int off, int len) {
        if (!RtcpHeader.is(
                b, off, len, FIXED_LENGTH, RtcpHeader.TRANSPORT_LAYER_FEEDBACK, RtcpHeader.FORMAT_TRANSPORT_FEEDBACK)) {
            return false;
        }
        buffer = b;
        offset = off;
        statusCount = NetworkOrder.unsigned16(b, off + 14);
        if (statusCount == 0 || statusCount > STATUS_COUNT_MAX || !findDeltas(b, off, off + len)) {
            statusCount = 0;
            rewind();
            return false;
        }
        rewind();
        return true;
    }

    /** Walks the chunks once: they, and the deltas that they promise, must fit. */
    private boolean findDeltas(byte[] b, int off, int end) {
        int at = off + FIXED_LENGTH;
        int left = statusCount;
        int deltaBytes = 0;
        while (left > 0) {
            if (end - at < 2) {
                return false;
            }
            int bits = NetworkOrder.unsigned16(b, at);
            at += 2;
            int symbols = Math.min(left, symbols(bits));
            left -= symbols;
            if (bits >>> 15 == 0) {
                int symbol = bits >>> 13;
                if (symbol == 3) {
                    return false;
                }
                deltaBytes += symbols * symbol;
                continue;
            }
            for (int i = 0; i < symbols; i++) {
                int symbol = symbol(bits, i);
                if (symbol == 3) {
                    return false;
                }
                deltaBytes += symbol;
            }
        }
        deltasOffset = at;
        return deltaBytes <= end - at;
    }

    /** How many statuses a chunk holds: a run (0), 14 of one bit (10) or 7 of two bits (11). */
    static int symbols(int chunk) {
        if (chunk >>> 15 == 0) {
            return chunk & 0x1fff;
        }
        return (chunk & 0x4000) == 0 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
    }

    private static int symbol(int chunk, int i) {
        if (chunk >>> 15 == 0) {
            return chunk >>> 13;
        }
        return (chunk & 0x4000) == 0
                ? (chunk >>> (ONE_BIT_SYMBOLS - 1 - i)) & 1
                : (chunk >>> (2 * (TWO_BIT_SYMBOLS - 1 - i))) & 3;
    }

    public int senderSsrc() {
        return NetworkOrder.int32(buffer, offset + 4);
    }

    public int mediaSsrc() {
        return NetworkOrder.int32(buffer, offset + 8);
    }

    /** Sequence number of the first status, 0 to 65535. */
    public int baseSequenceNumber() {
        return NetworkOrder.unsigned16(buffer, offset + 12);
    }

    public int statusCount() {
        return statusCount;
    }

    /** Counts the feedback packets themselves, modulo 256. */
    public int feedbackPacketCount() {
        return NetworkOrder.unsigned8(buffer, offset + 19);
    }

    /** 24 bits, signed, units of 64 ms since an instant that only the receiver knows. */
    public int referenceTime() {
        return NetworkOrder.int32(buffer, offset + 16) >> 8;
    }

    /** Puts the cursor before the first status again. */
    public void rewind() {
        index = 0;
        chunkOffset = offset + FIXED_LENGTH;
        chunkIndex = 0;
        chunkSize = 0;
        deltaOffset = deltasOffset;
        ticks = statusCount == 0 ? 0 : (long) referenceTime() * TICKS_PER_REFERENCE;
    }

    /** Moves to the next status; false after the last. */
    public boolean next() {
        if (index == statusCount) {
            return false;
        }
        while (chunkIndex == chunkSize) {
            chunk = NetworkOrder.unsigned16(buffer, chunkOffset);
            chunkOffset += 2;
            chunkIndex = 0;
            chunkSize = symbols(chunk);
        }
        int symbol = symbol(chunk, chunkIndex++);
        index++;
        received = symbol != 0;
        if (symbol == 1) {
            ticks += NetworkOrder.unsigned8(buffer, deltaOffset);
        } else if (symbol == 2) {
            ticks += (short) NetworkOrder.unsigned16(buffer, deltaOffset);
        }
        deltaOffset += symbol;
        return true;
    }

    /** Of the current status, 0 to 65535. */
    public int sequenceNumber() {
        return baseSequenceNumber() + index - 1 & 0xffff;
    }

    /** Whether the packet of the current status arrived. */
    public boolean received() {
        return received;
    }

    /**
     * When it arrived, if it did: {@link #TICK_NS} since the receiver's own epoch. Only differences mean anything, and
     * they are to be taken modulo {@link #ARRIVAL_TICKS_WRAP}.
     */
    public long arrivalTicks() {
        return ticks;
    }
}

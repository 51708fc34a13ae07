package dev.treecast.webrtc.rtcp;

/**
 * Writes transport-wide feedback (the format is at {@link TransportFeedback}) from a table of arrival times. Reusable,
 * allocates nothing.
 *
 * <p>Chunks are chosen greedily: a run where it covers at least as many statuses as a vector would, then 14 of one bit,
 * then 7 of two. A packet ends early, at a chunk's end, where the next one would not fit or where two arrivals lie
 * further apart than a delta can say (8.19 s); {@link #statusesWritten()} tells where the next packet has to begin.
 */
public final class TransportFeedbackWriter {
    /** In the table of arrivals: this packet did not arrive. */
    public static final long NOT_RECEIVED = -1;

    private static final int RUN_MAX = 0x1fff;
    private static final int ONE_BIT_VECTOR = 0x8000;
    private static final int TWO_BIT_VECTOR = 0xc000;

    private final byte[] symbols = new byte[TransportFeedback.STATUS_COUNT_MAX];
    // At most two bytes a status.
    private final byte[] deltas = new byte[2 * TransportFeedback.STATUS_COUNT_MAX];
    private long referenceTime;
    private int statusesWritten;

    /** How many statuses went into the last packet; 0 when {@link #write} answered −1. */
    public int statusesWritten() {
        return statusesWritten;
    }

    /**
     * @param limit the index that the packet must end at or before
     * @param feedbackPacketCount one more than in the packet before, modulo 256
     * @param arrivalTicks a ring whose length is a power of two: the arrival of the packet with (unwrapped) sequence
     *     number n stands at n modulo its length, in units of {@link TransportFeedback#TICK_NS}, 0 or more, or
     *     {@link #NOT_RECEIVED}
     * @param baseSequence unwrapped sequence number of the first status
     * @param statusCount how many statuses there are to write
     * @return bytes, or −1 when none arrived or not even the first chunk fits
     */
    public int write(
            byte[] out,
            int off,
            int limit,
            int senderSsrc,
            int mediaSsrc,
            int feedbackPacketCount,
            long[] arrivalTicks,
            long baseSequence,
            int statusCount) {
        statusesWritten = 0;
        int count = Math.min(statusCount, Math.min(arrivalTicks.length, TransportFeedback.STATUS_COUNT_MAX));
        count = classify(arrivalTicks, baseSequence, count);
        if (count == 0) {
            return -1;
        }
        int deltaBytes = 0;
        int at = off + TransportFeedback.FIXED_LENGTH;
        while (statusesWritten < count) {
            int left = count - statusesWritten;
            int chunk = chooseChunk(statusesWritten, left);
            int covered = Math.min(left, TransportFeedback.symbols(chunk));
            int chunkDeltaBytes = 0;
            for (int i = 0; i < covered; i++) {
                chunkDeltaBytes += symbols[statusesWritten + i];
            }
            if ((at + 2 + deltaBytes + chunkDeltaBytes - off + 3 & ~3) > limit - off) {
                break;
            }
            NetworkOrder.put16(out, at, chunk);
            at += 2;
            deltaBytes += chunkDeltaBytes;
            statusesWritten += covered;
        }
        if (statusesWritten == 0) {
            return -1;
        }
        System.arraycopy(deltas, 0, out, at, deltaBytes);
        int length = pad(out, off, at + deltaBytes - off);
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, mediaSsrc);
        NetworkOrder.put16(out, off + 12, (int) baseSequence);
        NetworkOrder.put16(out, off + 14, statusesWritten);
        NetworkOrder.put32(out, off + 16, (int) referenceTime << 8 | (feedbackPacketCount & 0xff));
        return length;
    }

    /**
     * Fills in symbols and deltas.
     *
     * @return how many statuses one packet can hold: fewer than {@code count} where a delta is too large, 0 where nothing
     *     arrived
     */
    private int classify(long[] arrivalTicks, long baseSequence, int count) {
        int mask = arrivalTicks.length - 1;
        int deltaBytes = 0;
        long lastTicks = NOT_RECEIVED;
        for (int i = 0; i < count; i++) {
            long ticks = arrivalTicks[(int) (baseSequence + i) & mask];
            if (ticks < 0) {
                symbols[i] = 0;
                continue;
            }
            if (lastTicks < 0) {
                referenceTime = ticks / TransportFeedback.TICKS_PER_REFERENCE;
                lastTicks = referenceTime * TransportFeedback.TICKS_PER_REFERENCE;
            }
            long delta = ticks - lastTicks;
            if (delta != (short) delta) {
                return i;
            }
            lastTicks = ticks;
            if (delta >= 0 && delta <= 0xff) {
                symbols[i] = 1;
                deltas[deltaBytes++] = (byte) delta;
            } else {
                symbols[i] = 2;
                NetworkOrder.put16(deltas, deltaBytes, (int) delta);
                deltaBytes += 2;
            }
        }
        return lastTicks < 0 ? 0 : count;
    }

    private int chooseChunk(int from, int left) {
        int symbol = symbols[from];
        int run = 1;
        while (run < Math.min(left, RUN_MAX) && symbols[from + run] == symbol) {
            run++;
        }
        int inOneBit = Math.min(left, TransportFeedback.ONE_BIT_SYMBOLS);
        boolean fitsOneBit = true;
        for (int i = 0; i < inOneBit; i++) {
            fitsOneBit &= symbols[from + i] != 2;
        }
        int inVector = fitsOneBit ? inOneBit : Math.min(left, TransportFeedback.TWO_BIT_SYMBOLS);
        if (run >= inVector) {
            return symbol << 13 | run;
        }
        int chunk = fitsOneBit ? ONE_BIT_VECTOR : TWO_BIT_VECTOR;
        for (int i = 0; i < inVector; i++) {
            chunk |= fitsOneBit
                    ? symbols[from + i] << (TransportFeedback.ONE_BIT_SYMBOLS - 1 - i)
                    : symbols[from + i] << (2 * (TransportFeedback.TWO_BIT_SYMBOLS - 1 - i));
        }
        return chunk;
    }

    /** Up to 32 bits, as RTCP padding: zeros and their number (RFC 3550 section 6.4.1), which libwebrtc writes too. */
    private static int pad(byte[] out, int off, int unpadded) {
        int length = unpadded + 3 & ~3;
        RtcpHeader.write(out, off, RtcpHeader.FORMAT_TRANSPORT_FEEDBACK, RtcpHeader.TRANSPORT_LAYER_FEEDBACK, length);
        if (length > unpadded) {
            for (int i = unpadded; i < length - 1; i++) {
                out[off + i] = 0;
            }
            out[off + length - 1] = (byte) (length - unpadded);
            RtcpHeader.markPadded(out, off);
        }
        return length;
    }
}

package dev.treecast.webrtc.congestion;

import java.util.Arrays;

/**
 * What was sent under which transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2), until feedback says
 * what became of it: a ring of consecutive numbers.
 *
 * <p>One packet takes 8 bytes. The ring is made with the first packet, and doubles, up to a bound, as long as packets of the last second would
 * be overwritten before anything was heard of them: 2 KiB for a viewer at 2 Mbit/s whose feedback takes 300 ms.
 */
public final class SendHistory {
    /** Where a packet has no answer yet. */
    static final int IN_FLIGHT = 0;
    /** Feedback went on beyond this packet without a word on it: its report was lost. */
    static final int SKIPPED = 1;

    static final int LOST = 2;
    static final int RECEIVED = 3;
    /** Answer of {@link #find}. */
    static final long NONE = -1;

    private static final int CAPACITY_FIRST = 256;
    /** At 50 Mbit/s in packets of 1,200 bytes, three quarters of a second. */
    private static final int CAPACITY_MAX = 4_096;

    private static final long KEEP_NS = 1_000_000_000L;
    /** Older than this, nothing is believed any more; far below where 32 bits of microseconds wrap (71 minutes). */
    private static final long FORGET_NS = 10_000_000_000L;

    // An entry: when (32 bits, µs since the epoch), how many bytes (12), the probe's cluster (8), status (2), whether
    // it is one (1).
    private static final int BYTES_SHIFT = 32;
    private static final int BYTES_MAX = 0xfff;
    private static final int CLUSTER_SHIFT = 44;
    private static final int STATUS_SHIFT = 52;
    private static final long STATUS_MASK = 3L << STATUS_SHIFT;
    private static final long PRESENT = 1L << 54;

    private long[] entries = new long[0];
    private long epochNs;
    private long lastSentUs;
    /** Unwrapped number of the next packet; far enough from 0 that none is negative. */
    private long next;
    /** All below are answered, one way or the other. */
    private long answered;

    private long inFlightBytes;

    /**
     * A packet is sent.
     *
     * @param transportSequence 0 to 65535; one more than the packet's before
     * @param cluster of the probe that it belongs to, 1 to 255; 0 for none
     * @return its unwrapped number
     */
    long add(long nowNs, int transportSequence, int bytes, int cluster) {
        if (entries.length == 0 || nowNs - lastSentNs() > FORGET_NS) {
            restart(nowNs, transportSequence);
        }
        int ahead = transportSequence - (int) next & 0xffff;
        if (ahead >= CAPACITY_FIRST) {
            restart(nowNs, transportSequence);
            ahead = 0;
        }
        for (; ahead > 0; ahead--) {
            put(nowNs, 0);
        }
        int counted = Math.clamp(bytes, 0, BYTES_MAX);
        inFlightBytes += counted;
        lastSentUs = (nowNs - epochNs) / 1_000;
        put(
                nowNs,
                lastSentUs & 0xffff_ffffL
                        | (long) counted << BYTES_SHIFT
                        | (long) (cluster & 0xff) << CLUSTER_SHIFT
                        | PRESENT);
        return next - 1;
    }

    private void restart(long nowNs, int transportSequence) {
        if (entries.length == 0) {
            entries = new long[CAPACITY_FIRST];
        }
        Arrays.fill(entries, 0);
        epochNs = nowNs;
        lastSentUs = 0;
        next = 0x1_0000 + (transportSequence & 0xffff);
        answered = next;
        inFlightBytes = 0;
    }

    private void put(long nowNs, long entry) {
        long oldest = next - entries.length;
        if (oldest >= answered) {
            if (entries.length < CAPACITY_MAX && isPresent(oldest) && nowNs - sentNs(oldest) < KEEP_NS) {
                grow();
            } else {
                inFlightBytes -= bytes(oldest);
                answered = oldest + 1;
            }
        }
        entries[slot(next)] = entry;
        next++;
    }

    private void grow() {
        long[] larger = new long[2 * entries.length];
        for (long sequence = next - entries.length; sequence < next; sequence++) {
            larger[(int) sequence & larger.length - 1] = entries[slot(sequence)];
        }
        entries = larger;
    }

    private int slot(long sequence) {
        return (int) sequence & entries.length - 1;
    }

    /** The unwrapped number of a packet that is remembered, or {@link #NONE}. */
    long find(long nowNs, int transportSequence) {
        if (entries.length == 0 || nowNs - lastSentNs() > FORGET_NS) {
            return NONE;
        }
        int back = (int) (next - 1) - transportSequence & 0xffff;
        long sequence = next - 1 - back;
        return back < entries.length && isPresent(sequence) ? sequence : NONE;
    }

    private boolean isPresent(long sequence) {
        return (entries[slot(sequence)] & PRESENT) != 0;
    }

    /** When the newest packet was sent. */
    long lastSentNs() {
        return epochNs + lastSentUs * 1_000;
    }

    /** Of a number that {@link #find} gave, as all that follow. */
    long sentNs(long sequence) {
        long ageUs = lastSentUs - entries[slot(sequence)] & 0xffff_ffffL;
        return lastSentNs() - ageUs * 1_000;
    }

    int bytes(long sequence) {
        return (int) (entries[slot(sequence)] >>> BYTES_SHIFT) & BYTES_MAX;
    }

    int cluster(long sequence) {
        return (int) (entries[slot(sequence)] >>> CLUSTER_SHIFT) & 0xff;
    }

    int status(long sequence) {
        return (int) (entries[slot(sequence)] >>> STATUS_SHIFT) & 3;
    }

    /** Notes what became of a packet. */
    void mark(long sequence, int status) {
        int slot = slot(sequence);
        entries[slot] = entries[slot] & ~STATUS_MASK | (long) status << STATUS_SHIFT;
    }

    /**
     * Feedback has come to a packet: all up to it are in flight no longer.
     *
     * @return bytes of those before it that no feedback spoke of: from now on {@link #SKIPPED}
     */
    int answer(long sequence) {
        int skippedBytes = 0;
        for (; answered <= sequence; answered++) {
            int bytes = bytes(answered);
            inFlightBytes -= bytes;
            if (answered < sequence && isPresent(answered) && status(answered) == IN_FLIGHT) {
                mark(answered, SKIPPED);
                skippedBytes += bytes;
            }
        }
        return skippedBytes;
    }

    /** The unwrapped number of the newest packet that feedback has come to; below all others at first. */
    long lastAnswered() {
        return answered - 1;
    }

    /** Whether nothing was sent yet. */
    boolean isEmpty() {
        return entries.length == 0;
    }

    /** Bytes sent that no feedback has come to. */
    long inFlightBytes() {
        return inFlightBytes;
    }

    /** Packets that the ring has room for. */
    int capacity() {
        return entries.length;
    }
}

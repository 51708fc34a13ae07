package dev.treecast.webrtc.sctp.rx;

import dev.treecast.webrtc.sctp.packet.SackChunk;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Which TSNs have arrived (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-6.2">RFC 9260 section 6.2</a>): all up to the cumulative
 * one, and a bit for each of the {@link #SPAN} behind it. What lies further ahead is not taken, and the peer sends it again: a window of
 * 256 KiB is 230 full packets, or as many small ones as fit in this.
 */
public final class ReceivedTsns {
    /** How far ahead of the cumulative TSN one may arrive; a power of two. */
    public static final int SPAN = 2_048;

    private static final int DUPLICATES_MAX = 16;

    private int cumulative;
    private int highest;
    /** Ring of bits, TSN modulo SPAN; null until the first gap. */
    private long @Nullable [] beyond;
    /** To be reported in the next SACK; null until the first. */
    private int @Nullable [] duplicates;

    private int duplicateCount;

    public ReceivedTsns(int initialTsn) {
        cumulative = initialTsn - 1;
        highest = cumulative;
    }

    public int cumulative() {
        return cumulative;
    }

    public boolean hasGaps() {
        return highest != cumulative;
    }

    /** Whether this has arrived before. */
    public boolean contains(int tsn) {
        if (!SerialNumbers.isAfter(tsn, cumulative)) {
            return true;
        }
        return !SerialNumbers.isAfter(tsn, highest) && bit(tsn);
    }

    public boolean isTooFar(int tsn) {
        return tsn - cumulative > SPAN;
    }

    /** Remembers a TSN that is neither contained nor too far. */
    public void add(int tsn) {
        if (SerialNumbers.isAfter(tsn, highest)) {
            highest = tsn;
        }
        if (tsn != cumulative + 1) {
            if (beyond == null) {
                beyond = new long[SPAN / Long.SIZE];
            }
            beyond[wordOf(tsn)] |= 1L << tsn;
            return;
        }
        cumulative = tsn;
        absorb();
    }

    private void absorb() {
        while (cumulative != highest && bit(cumulative + 1)) {
            cumulative++;
            clear(cumulative);
        }
    }

    /** Remembers for the next SACK that this came twice. */
    public void addDuplicate(int tsn) {
        if (duplicates == null) {
            duplicates = new int[DUPLICATES_MAX];
        }
        if (duplicateCount < DUPLICATES_MAX) {
            duplicates[duplicateCount++] = tsn;
        }
    }

    /** FORWARD-TSN: counts everything up to here as received. */
    public void skipTo(int newCumulative) {
        if (!SerialNumbers.isAfter(newCumulative, highest)) {
            while (cumulative != newCumulative) {
                cumulative++;
                clear(cumulative);
            }
            absorb();
            return;
        }
        cumulative = newCumulative;
        highest = newCumulative;
        beyond = null;
    }

    private static int wordOf(int tsn) {
        return (tsn & SPAN - 1) / Long.SIZE;
    }

    private boolean bit(int tsn) {
        return beyond != null && (beyond[wordOf(tsn)] & 1L << tsn) != 0;
    }

    private void clear(int tsn) {
        if (beyond != null) {
            beyond[wordOf(tsn)] &= ~(1L << tsn);
        }
    }

    /**
     * Writes a SACK; the oldest gaps go first when not all fit.
     *
     * @param room bytes that it may take, at least {@link SackChunk#FIXED_LENGTH}
     * @return its length
     */
    public int writeSack(byte[] b, int off, int room, int windowBytes) {
        int entriesMax = (room - SackChunk.FIXED_LENGTH) / SackChunk.ENTRY_LENGTH;
        int blocks = 0;
        int tsn = cumulative + 1;
        while (blocks < entriesMax && hasGaps()) {
            while (tsn != highest + 1 && !bit(tsn)) {
                tsn++;
            }
            if (tsn == highest + 1) {
                break;
            }
            int start = tsn;
            while (tsn != highest + 1 && bit(tsn)) {
                tsn++;
            }
            SackChunk.writeGap(b, off, blocks, start - cumulative, tsn - 1 - cumulative);
            blocks++;
        }
        int doubles = 0;
        if (duplicates != null) {
            while (doubles < duplicateCount && blocks + doubles < entriesMax) {
                SackChunk.writeDuplicate(b, off, blocks + doubles, duplicates[doubles]);
                doubles++;
            }
        }
        return SackChunk.writeFixed(b, off, cumulative, windowBytes, blocks, doubles);
    }

    /** The SACK is out: its duplicates are reported. */
    public void sackSent() {
        duplicateCount = 0;
    }
}

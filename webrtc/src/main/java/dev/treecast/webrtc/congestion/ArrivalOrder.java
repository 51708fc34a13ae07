package dev.treecast.webrtc.congestion;

import java.util.Arrays;

/**
 * Room to put the packets of one feedback in the order of their arrival. Estimators of one event loop share one, because no two of them work at the
 * same time; it holds nothing between two calls.
 */
public final class ArrivalOrder {
    /** More than one datagram can report as received; still below where sorting a {@code long[]} would allocate. */
    static final int CAPACITY = 2_048;

    private static final int SEQUENCE_BITS = 16;

    private final long[] keys = new long[CAPACITY];
    private int size;
    private boolean sorted;

    void clear() {
        size = 0;
        sorted = true;
    }

    /**
     * Takes a packet.
     *
     * @param ticks when it arrived, since any instant, of either sign
     * @return false when full: then it was not taken
     */
    boolean add(int ticks, int sequenceNumber) {
        if (size == CAPACITY) {
            return false;
        }
        long key = (long) ticks << SEQUENCE_BITS | (sequenceNumber & 0xffff);
        sorted &= size == 0 || keys[size - 1] <= key;
        keys[size++] = key;
        return true;
    }

    void sort() {
        if (!sorted) {
            Arrays.sort(keys, 0, size);
            sorted = true;
        }
    }

    int size() {
        return size;
    }

    int ticks(int i) {
        return (int) (keys[i] >> SEQUENCE_BITS);
    }

    int sequenceNumber(int i) {
        return (int) keys[i] & 0xffff;
    }
}

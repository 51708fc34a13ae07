package dev.treecast.webrtc.congestion;

/**
 * Room to put the packets of one feedback in the order of their arrival. Estimators of one event loop share one, because no two of them work at the
 * same time; it holds nothing between two calls.
 */
public final class ArrivalOrder {
    /** More than one datagram can report as received. */
    static final int CAPACITY = 2_048;

    private static final int SEQUENCE_BITS = 16;
    private static final int MOVES_A_PACKET = 8;

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

    /** Not by {@code Arrays.sort}, which allocates. */
    void sort() {
        if (!sorted && !sortNearlySorted()) {
            sortAny();
        }
        sorted = true;
    }

    /** By insertion, as only a few packets overtake others; false where it would take long. */
    private boolean sortNearlySorted() {
        int moves = MOVES_A_PACKET * size;
        for (int i = 1; i < size; i++) {
            long key = keys[i];
            int at = i;
            for (; at > 0 && keys[at - 1] > key; at--) {
                if (--moves < 0) {
                    keys[at] = key;
                    return false;
                }
                keys[at] = keys[at - 1];
            }
            keys[at] = key;
        }
        return true;
    }

    /** By a heap: whatever a viewer makes up, it takes no longer. */
    private void sortAny() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sift(i, size);
        }
        for (int end = size - 1; end > 0; end--) {
            long largest = keys[0];
            keys[0] = keys[end];
            keys[end] = largest;
            sift(0, end);
        }
    }

    private void sift(int from, int end) {
        long key = keys[from];
        int at = from;
        for (int child = 2 * at + 1; child < end; child = 2 * at + 1) {
            if (child + 1 < end && keys[child + 1] > keys[child]) {
                child++;
            }
            if (keys[child] <= key) {
                break;
            }
            keys[at] = keys[child];
            at = child;
        }
        keys[at] = key;
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

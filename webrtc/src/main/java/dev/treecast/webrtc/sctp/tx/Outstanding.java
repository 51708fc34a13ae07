package dev.treecast.webrtc.sctp.tx;

import dev.treecast.webrtc.sctp.packet.SerialNumbers;
import org.jspecify.annotations.Nullable;

/** The chunks that are not acknowledged cumulatively, by TSN without a gap, in a ring that grows with them. */
final class Outstanding {
    private static final OutboundChunk[] NOTHING = new OutboundChunk[0];
    private static final int KEPT_WHEN_EMPTY = 16;

    private @Nullable OutboundChunk[] ring = NOTHING;
    private int head;
    private int size;
    private int cumulativeTsn;

    Outstanding(int initialTsn) {
        cumulativeTsn = initialTsn - 1;
    }

    /** The last TSN that the peer has acknowledged with all before it. */
    int cumulativeTsn() {
        return cumulativeTsn;
    }

    /** The last TSN that was given to a chunk. */
    int lastTsn() {
        return cumulativeTsn + size;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @SuppressWarnings("NullAway") // every place from head on, size of them, is taken
    OutboundChunk get(int index) {
        return ring[head + index & ring.length - 1];
    }

    OutboundChunk ofTsn(int tsn) {
        return get(tsn - cumulativeTsn - 1);
    }

    boolean contains(int tsn) {
        return SerialNumbers.isAfter(tsn, cumulativeTsn) && !SerialNumbers.isAfter(tsn, lastTsn());
    }

    void add(OutboundChunk chunk) {
        if (size == ring.length) {
            @Nullable OutboundChunk[] larger = new OutboundChunk[Math.max(4, 2 * size)];
            for (int i = 0; i < size; i++) {
                larger[i] = get(i);
            }
            ring = larger;
            head = 0;
        }
        ring[head + size & ring.length - 1] = chunk;
        size++;
    }

    OutboundChunk removeFirst() {
        OutboundChunk first = get(0);
        ring[head] = null;
        head = head + 1 & ring.length - 1;
        size--;
        cumulativeTsn++;
        if (size == 0 && ring.length > KEPT_WHEN_EMPTY) {
            ring = NOTHING;
            head = 0;
        }
        return first;
    }
}

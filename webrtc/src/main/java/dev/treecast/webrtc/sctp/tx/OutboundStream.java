package dev.treecast.webrtc.sctp.tx;

import org.jspecify.annotations.Nullable;

/**
 * One stream's waiting messages. Made by {@link SendQueue#stream} when first used.
 */
public final class OutboundStream {
    /** Of a message that has all the time there is. */
    public static final long NO_EXPIRY = Long.MAX_VALUE;
    /** Of a message that is sent again as often as it takes. */
    public static final int NO_RETRANSMISSION_LIMIT = -1;

    private final int id;

    // State.
    @Nullable
    OutboundMessage head;

    @Nullable
    OutboundMessage tail;

    int nextSequenceNumber;
    long bufferedBytes;
    long chargedBytes;
    long dropped;

    OutboundStream(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    /** Bytes handed in and neither acknowledged nor given up. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** Messages dropped unsent or given up under way, as their reliability allows. */
    public long dropped() {
        return dropped;
    }

    boolean isWaiting() {
        return head != null;
    }

    void append(OutboundMessage message) {
        if (tail == null) {
            head = message;
        } else {
            tail.next = message;
        }
        tail = message;
    }

    @Nullable
    OutboundMessage removeHead() {
        OutboundMessage first = head;
        if (first != null) {
            head = first.next;
            first.next = null;
            if (head == null) {
                tail = null;
            }
        }
        return first;
    }

    /** The oldest message of which nothing has been sent, and that may be lost; removed. */
    @Nullable
    OutboundMessage removeOldestUnsentLossy() {
        OutboundMessage before = null;
        for (OutboundMessage m = head; m != null; m = m.next) {
            if (m.sentBytes == 0 && isLossy(m)) {
                if (before == null) {
                    return removeHead();
                }
                before.next = m.next;
                if (tail == m) {
                    tail = before;
                }
                m.next = null;
                return m;
            }
            before = m;
        }
        return null;
    }

    private static boolean isLossy(OutboundMessage m) {
        return m.expiresNs != NO_EXPIRY || m.retransmissionsMax != NO_RETRANSMISSION_LIMIT;
    }
}

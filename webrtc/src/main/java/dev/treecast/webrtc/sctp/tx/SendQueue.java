package dev.treecast.webrtc.sctp.tx;

import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be sent, by stream, bounded in bytes; what is under way counts until it is acknowledged or given up. Streams take
 * turns message by message: a message's fragments have to follow each other (there is no I-DATA).
 */
public final class SendQueue {
    /** Charged for each message besides its data, bytes: its objects take about as much. */
    private static final int CHARGE_PER_MESSAGE = 64;

    // Given.
    private final int bytesMax;
    private final int lossyBytesMax;

    // State. Few streams: a list is searched faster than a map, and is smaller.
    private final ArrayList<OutboundStream> streams = new ArrayList<>(4);
    private int turn;
    private @Nullable OutboundStream inProgress;
    private long chargedBytes;

    public SendQueue(int bytesMax, int lossyBytesMax) {
        this.bytesMax = bytesMax;
        this.lossyBytesMax = lossyBytesMax;
    }

    /** The stream of this id, made if there is none. */
    public OutboundStream stream(int id) {
        OutboundStream known = find(id);
        if (known == null) {
            known = new OutboundStream(id);
            streams.add(known);
        }
        return known;
    }

    private @Nullable OutboundStream find(int id) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).id() == id) {
                return streams.get(i);
            }
        }
        return null;
    }

    /** Stream reset: forgets a stream that has nothing waiting; its next message is number 0. */
    public void forget(int id) {
        streams.removeIf(s -> s.id() == id && !s.isWaiting());
        turn = 0;
    }

    /** Whether something has been sent on this id, or a channel holds it. */
    public boolean isKnown(int id) {
        return find(id) != null;
    }

    /** Whether this id has nothing waiting, and nothing under way. */
    public boolean isIdle(int id) {
        OutboundStream known = find(id);
        return known == null || known.bufferedBytes == 0;
    }

    /**
     * Takes a copy of a message.
     *
     * <p>Of a lossy stream (one with a lifetime or a limit of retransmissions) the oldest unsent messages are dropped to make room.
     *
     * @param expiresNs when it is worth nothing any more, or {@link OutboundStream#NO_EXPIRY}
     * @param retransmissionsMax or {@link OutboundStream#NO_RETRANSMISSION_LIMIT}
     * @return false when there is no room
     */
    public boolean add(
            OutboundStream stream,
            int payloadProtocol,
            boolean ordered,
            long expiresNs,
            int retransmissionsMax,
            byte[] b,
            int off,
            int len) {
        int charge = len + CHARGE_PER_MESSAGE;
        boolean lossy =
                expiresNs != OutboundStream.NO_EXPIRY || retransmissionsMax != OutboundStream.NO_RETRANSMISSION_LIMIT;
        while (chargedBytes + charge > bytesMax || (lossy && stream.chargedBytes + charge > lossyBytesMax)) {
            OutboundMessage oldest = lossy ? stream.removeOldestUnsentLossy() : null;
            if (oldest == null) {
                return false;
            }
            drop(oldest);
        }
        byte[] copy = Arrays.copyOfRange(b, off, off + len);
        stream.append(new OutboundMessage(stream, payloadProtocol, ordered, expiresNs, retransmissionsMax, copy));
        stream.bufferedBytes += len;
        charge(stream, charge);
        return true;
    }

    private void charge(OutboundStream stream, long bytes) {
        stream.chargedBytes += bytes;
        chargedBytes += bytes;
    }

    private void drop(OutboundMessage unsent) {
        unsent.stream.dropped++;
        unsent.stream.bufferedBytes -= unsent.data.length;
        charge(unsent.stream, -unsent.data.length - CHARGE_PER_MESSAGE);
    }

    /** The message whose bytes go next; null when nothing waits. Messages whose time is over are dropped here. */
    @Nullable
    OutboundMessage current(long nowNs) {
        if (inProgress != null) {
            return inProgress.head;
        }
        for (int i = 0; i < streams.size(); i++) {
            int at = (turn + i) % streams.size();
            OutboundStream stream = streams.get(at);
            while (stream.head != null && stream.head.isExpired(nowNs)) {
                drop(stream.head);
                stream.removeHead();
            }
            if (stream.head != null) {
                turn = at;
                return stream.head;
            }
        }
        return null;
    }

    /** Counts bytes of the current message as under way. */
    void sent(OutboundMessage message, int bytes) {
        OutboundStream stream = message.stream;
        if (message.sentBytes == 0 && message.ordered) {
            message.sequenceNumber = stream.nextSequenceNumber;
            stream.nextSequenceNumber = stream.nextSequenceNumber + 1 & 0xffff;
        }
        message.sentBytes += bytes;
        if (message.sentBytes < message.data.length) {
            inProgress = stream;
            return;
        }
        inProgress = null;
        stream.removeHead();
        turn++;
    }

    /** A chunk is done with: acknowledged, or passed over by the peer. */
    void release(OutboundChunk chunk) {
        OutboundStream stream = chunk.message.stream;
        stream.bufferedBytes -= chunk.length;
        charge(stream, -chunk.length - (chunk.ends() ? CHARGE_PER_MESSAGE : 0));
    }

    /**
     * A message that was begun is given up: what of it has not been sent never will be.
     *
     * @return whether there was something unsent
     */
    boolean abandon(OutboundMessage message) {
        message.stream.dropped++;
        int unsent = message.data.length - message.sentBytes;
        if (unsent == 0) {
            return false;
        }
        message.stream.bufferedBytes -= unsent;
        charge(message.stream, -unsent);
        message.stream.removeHead();
        inProgress = null;
        turn++;
        return true;
    }

    public boolean isEmpty() {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).isWaiting()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of messages waiting and under way, with what is charged for each. */
    public long chargedBytes() {
        return chargedBytes;
    }
}

package dev.treecast.webrtc.sctp.rx;

import dev.treecast.webrtc.sctp.packet.DataChunk;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;
import java.util.Arrays;

/**
 * Puts messages together (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-6.5">RFC 9260 sections 6.5</a>, 6.6 and 6.9): chunks that wait
 * for another fragment or for an earlier message of their stream lie in one list by TSN; everything else goes straight to the sink, out of the
 * packet. A stream is no more than its next sequence number.
 *
 * <p>An honest sender's messages of one stream have TSNs in the order of their sequence numbers, so one pass along the list delivers all that
 * has become due. A dishonest one only fills its own window.
 */
public final class Reassembly {
    /** What a held chunk is charged at least, bytes: its objects take some 70. */
    private static final int CHARGE_MIN = 96;

    private static final HeldChunk[] NOTHING = new HeldChunk[0];
    private static final short[] NO_STREAMS = new short[0];

    // Given.
    private final int windowBytes;
    private final int messageBytesMax;
    private final int streamsMax;
    private final MessageSink sink;

    // State.
    private short[] nextSequenceNumbers = NO_STREAMS;
    private HeldChunk[] held = NOTHING;
    private int count;
    private int heldBytes;
    private boolean tooLong;
    /** Set by {@link #findMessage}: the last chunk of the message. */
    private int messageEnd;

    public Reassembly(int windowBytes, int messageBytesMax, int streamsMax, MessageSink sink) {
        this.windowBytes = windowBytes;
        this.messageBytesMax = messageBytesMax;
        this.streamsMax = streamsMax;
        this.sink = sink;
    }

    /** What may still come, bytes: a_rwnd. */
    public int windowLeftBytes() {
        return Math.max(0, windowBytes - heldBytes);
    }

    /**
     * Whether a chunk of this length can be held. The one that all others wait for may take twice the window, since it is what empties it.
     */
    public boolean hasRoom(int length, boolean isNext) {
        return heldBytes + Math.max(length, CHARGE_MIN) <= (isNext ? 2 * windowBytes : windowBytes);
    }

    /**
     * Takes a DATA chunk that has not come before.
     *
     * @param off where the chunk begins; its stream is one we have
     * @return false when the message is too long
     */
    public boolean add(byte[] b, int off, int flags, int length) {
        int streamId = DataChunk.streamId(b, off);
        int at = off + DataChunk.HEADER_LENGTH;
        boolean unordered = (flags & DataChunk.FLAG_UNORDERED) != 0;
        int sequenceNumber = DataChunk.streamSequenceNumber(b, off);
        int next = next(streamId);
        boolean whole =
                (flags & (DataChunk.FLAG_BEGIN | DataChunk.FLAG_END)) == (DataChunk.FLAG_BEGIN | DataChunk.FLAG_END);
        if (whole && length > messageBytesMax) {
            return false;
        }
        if (whole && (unordered || sequenceNumber == next)) {
            if (!unordered) {
                setNext(streamId, next + 1);
            }
            sink.message(streamId, DataChunk.payloadProtocol(b, off), b, at, length);
            if (!unordered) {
                deliver(streamId);
            }
            return true;
        }
        if (!unordered && SerialNumbers.isAfter16(next, sequenceNumber)) {
            return true; // of a message that FORWARD-TSN has given up
        }
        int index = insert(new HeldChunk(b, off, flags, Arrays.copyOfRange(b, at, at + length)));
        int begin = beginOf(index);
        if (begin >= 0 && findMessage(begin) && (unordered || sequenceNumber == next)) {
            if (!unordered) {
                setNext(streamId, next + 1);
            }
            take(begin, messageEnd);
            if (!unordered) {
                deliver(streamId);
            }
        }
        return !tooLong;
    }

    private int insert(HeldChunk chunk) {
        if (count == held.length) {
            held = Arrays.copyOf(held, Math.max(8, count * 2));
        }
        int index = count;
        while (index > 0 && SerialNumbers.isAfter(held[index - 1].tsn, chunk.tsn)) {
            index--;
        }
        System.arraycopy(held, index, held, index + 1, count - index);
        held[index] = chunk;
        count++;
        heldBytes += charge(chunk);
        return index;
    }

    private static int charge(HeldChunk chunk) {
        return Math.max(chunk.data.length, CHARGE_MIN);
    }

    /** The first fragment of the message that this one belongs to; -1 when one before it is missing. */
    private int beginOf(int index) {
        int at = index;
        while (!held[at].begins()) {
            if (at == 0 || held[at - 1].tsn != held[at].tsn - 1) {
                return -1;
            }
            at--;
            if (!held[at].goesOnWith(held[at + 1])) {
                return -1;
            }
        }
        return at;
    }

    /** Whether the message that begins here is whole; {@link #messageEnd} is then its last chunk. */
    private boolean findMessage(int begin) {
        int bytes = held[begin].data.length;
        int at = begin;
        while (!held[at].ends()) {
            if (at + 1 == count || held[at + 1].tsn != held[at].tsn + 1) {
                return false;
            }
            if (!held[at].goesOnWith(held[at + 1])) {
                return false; // given up half sent: FORWARD-TSN follows
            }
            at++;
            bytes += held[at].data.length;
            if (bytes > messageBytesMax) {
                tooLong = true;
                return false;
            }
        }
        messageEnd = at;
        return true;
    }

    /** Removes a message from the list and hands it on. */
    private void take(int begin, int end) {
        HeldChunk first = held[begin];
        byte[] data = first.data;
        if (end > begin) {
            int bytes = 0;
            for (int i = begin; i <= end; i++) {
                bytes += held[i].data.length;
            }
            data = new byte[bytes];
            int at = 0;
            for (int i = begin; i <= end; i++) {
                System.arraycopy(held[i].data, 0, data, at, held[i].data.length);
                at += held[i].data.length;
            }
        }
        remove(begin, end);
        sink.message(first.streamId, first.payloadProtocol, data, 0, data.length);
    }

    private void remove(int begin, int end) {
        for (int i = begin; i <= end; i++) {
            heldBytes -= charge(held[i]);
        }
        System.arraycopy(held, end + 1, held, begin, count - end - 1);
        int newCount = count - (end - begin + 1);
        Arrays.fill(held, newCount, count, null);
        count = newCount;
        if (count == 0) {
            held = NOTHING; // a burst's array is not kept for an idle peer
        }
    }

    /** Delivers what has become due on a stream. */
    private void deliver(int streamId) {
        int at = 0;
        while (at < count) {
            HeldChunk chunk = held[at];
            if (!chunk.isUnordered()
                    && chunk.streamId == streamId
                    && chunk.begins()
                    && chunk.sequenceNumber == next(streamId)
                    && findMessage(at)) {
                setNext(streamId, chunk.sequenceNumber + 1);
                take(at, messageEnd);
            } else {
                at++;
            }
        }
    }

    /** FORWARD-TSN: a stream goes on behind this sequence number. Follow with {@link #skipTo}. */
    public void skipStream(int streamId, int sequenceNumber) {
        if (streamId < streamsMax && !SerialNumbers.isAfter16(next(streamId), sequenceNumber)) {
            setNext(streamId, sequenceNumber + 1);
        }
    }

    /** FORWARD-TSN: delivers whole messages that no longer have to wait (RFC 3758 section 3.6), drops fragments that will stay alone. */
    public void skipTo(int cumulativeTsn) {
        int at = 0;
        while (at < count) {
            HeldChunk chunk = held[at];
            int next = next(chunk.streamId);
            boolean whole = chunk.begins() && findMessage(at);
            if (whole && !chunk.isUnordered() && !SerialNumbers.isAfter16(chunk.sequenceNumber, next)) {
                if (chunk.sequenceNumber == next) {
                    setNext(chunk.streamId, next + 1);
                }
                take(at, messageEnd);
            } else if (whole) {
                at = messageEnd + 1;
            } else if (!SerialNumbers.isAfter(chunk.tsn, cumulativeTsn)) {
                remove(at, at);
            } else {
                at++;
            }
        }
    }

    /** Stream reset: the next message is number 0 again. */
    public void resetStream(int streamId) {
        if (streamId < nextSequenceNumbers.length) {
            nextSequenceNumbers[streamId] = 0;
        }
    }

    public void resetAllStreams() {
        nextSequenceNumbers = NO_STREAMS;
    }

    private int next(int streamId) {
        return streamId < nextSequenceNumbers.length ? nextSequenceNumbers[streamId] & 0xffff : 0;
    }

    private void setNext(int streamId, int sequenceNumber) {
        if (streamId >= nextSequenceNumbers.length) {
            nextSequenceNumbers = Arrays.copyOf(
                    nextSequenceNumbers, Math.min(streamsMax, Math.max(streamId + 1, nextSequenceNumbers.length * 2)));
        }
        nextSequenceNumbers[streamId] = (short) sequenceNumber;
    }
}

package dev.treecast.webrtc.sctp.tx;

import dev.treecast.webrtc.sctp.packet.DataChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.SackChunk;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits in the {@link SendQueue}, and again what gets lost
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-6">RFC 9260 sections 6</a> and 7), or gives it up
 * (<a href="https://www.rfc-editor.org/rfc/rfc3758#section-3.5">RFC 3758 section 3.5</a>).
 *
 * <p>A chunk is lost when three acknowledgements in a row are of chunks sent after it, or when T3-rtx runs out. The RFC lets the first rule save a chunk only
 * once, because it cannot tell which transmission an acknowledgement passes over; we compare the times of sending, which tells, so a
 * retransmission that is lost too need not wait for the timer.
 *
 * <p>After every call that may have changed something: {@link #fill} packets until one stays empty.
 */
public final class Sender {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int MISSES_TO_BE_LOST = 3;
    /** A long message gets no fragment shorter than this at the end of a packet. */
    private static final int FRAGMENT_BYTES_MIN = 256;

    // Given.
    private final int fragmentBytesMax;
    private final SendQueue queue;
    private final RetransmissionTimeout timeout;

    // Owned.
    private final CongestionWindow congestion;
    private final Outstanding outstanding;
    private final Abandonment abandonment;

    // State.
    private long peerWindowBytes;
    private int flightBytes;
    private int lostCount;
    private boolean recoveryPacketDue;
    private long t3DeadlineNs = NEVER;

    /**
     * @param packetRoomBytes what chunks have in a packet
     */
    public Sender(int initialTsn, int packetRoomBytes, SendQueue queue, RetransmissionTimeout timeout) {
        this.fragmentBytesMax = packetRoomBytes - DataChunk.HEADER_LENGTH;
        this.queue = queue;
        this.timeout = timeout;
        this.congestion = new CongestionWindow(packetRoomBytes);
        this.outstanding = new Outstanding(initialTsn);
        this.abandonment = new Abandonment(outstanding);
    }

    /**
     * The handshake told what the peer takes.
     *
     * @param forwardTsn whether it knows FORWARD-TSN: otherwise nothing that was sent is given up
     */
    public void peerTakes(long windowBytes, boolean forwardTsn) {
        peerWindowBytes = windowBytes;
        abandonment.allow(forwardTsn);
    }

    /** Whether nothing waits, and nothing is unacknowledged. */
    public boolean isEmpty() {
        return outstanding.isEmpty() && queue.isEmpty();
    }

    public int lastTsn() {
        return outstanding.lastTsn();
    }

    /** When {@link #timedOut} is to be called; {@link Long#MAX_VALUE} when nothing is under way. */
    public long deadlineNs() {
        return t3DeadlineNs;
    }

    public int flightBytes() {
        return flightBytes;
    }

    public int congestionWindowBytes() {
        return congestion.bytes();
    }

    /**
     * Takes a well-formed SACK.
     *
     * @return whether it acknowledged something new, or shows that the peer is there and just has no room
     */
    public boolean sack(long nowNs, byte[] b, int off) {
        int cumulative = SackChunk.cumulativeTsn(b, off);
        if (SerialNumbers.isAfter(outstanding.cumulativeTsn(), cumulative)
                || SerialNumbers.isAfter(cumulative, outstanding.lastTsn())) {
            return false; // overtaken by a later one, or of something that was never sent
        }
        Acknowledged acknowledged = new Acknowledged();
        acknowledged.highestTsn = cumulative;
        int flightBefore = flightBytes;
        boolean advanced = cumulativeAck(cumulative, acknowledged);
        int highestReported = gapAcks(b, off, cumulative, acknowledged);
        peerWindowBytes = SackChunk.receiveWindowBytes(b, off);
        if (acknowledged.newestSentNs != NEVER && acknowledged.newestSentNs > acknowledged.newestAgainNs) {
            timeout.measured(nowNs - acknowledged.newestSentNs);
        } else if (advanced || acknowledged.bytes > 0) {
            timeout.progressed();
        }
        if (advanced) {
            congestion.acknowledged(cumulative, acknowledged.bytes, flightBefore);
        }
        int missedUpTo = congestion.isRecovering() && advanced ? highestReported : acknowledged.highestTsn;
        countMisses(nowNs, missedUpTo, acknowledged);
        abandonment.acknowledged(nowNs, timeout);
        if (outstanding.isEmpty()) {
            t3DeadlineNs = NEVER;
        } else if (advanced) {
            t3DeadlineNs = nowNs + timeout.rtoNs();
        }
        return acknowledged.bytes > 0 || advanced || peerWindowBytes < fragmentBytesMax;
    }

    /** SHUTDOWN carries a cumulative TSN, too. */
    public void cumulativeAck(long nowNs, int cumulative) {
        if (!outstanding.contains(cumulative)) {
            return;
        }
        cumulativeAck(cumulative, new Acknowledged());
        t3DeadlineNs = outstanding.isEmpty() ? NEVER : nowNs + timeout.rtoNs();
    }

    /** What one SACK acknowledged for the first time. */
    private static final class Acknowledged {
        int bytes;
        int highestTsn;
        /** When the newest of those was sent that were sent just once; NEVER when there is none. */
        long newestSentNs = NEVER;
        /** The same of those that were sent again: if one of them is the newest, it made this SACK, and the other's round trip is not known. */
        long newestAgainNs = Long.MIN_VALUE;

        void add(OutboundChunk chunk) {
            bytes += chunk.wireBytes();
            if (chunk.transmissions > 1) {
                newestAgainNs = Math.max(newestAgainNs, chunk.sentNs);
            } else if (newestSentNs == NEVER || chunk.sentNs > newestSentNs) {
                newestSentNs = chunk.sentNs;
            }
        }
    }

    private boolean cumulativeAck(int cumulative, Acknowledged acknowledged) {
        boolean advanced = false;
        while (outstanding.cumulativeTsn() != cumulative) {
            OutboundChunk chunk = outstanding.removeFirst();
            advanced = true;
            leaveFlight(chunk);
            if (chunk.state == OutboundChunk.State.IN_FLIGHT || chunk.state == OutboundChunk.State.LOST) {
                acknowledged.add(chunk);
            }
            queue.release(chunk);
        }
        return advanced;
    }

    private void leaveFlight(OutboundChunk chunk) {
        if (chunk.state == OutboundChunk.State.IN_FLIGHT) {
            flightBytes -= chunk.wireBytes();
        } else if (chunk.state == OutboundChunk.State.LOST) {
            lostCount--;
        }
    }

    /** Returns the highest TSN that a block names. Blocks out of order are not read further: a SACK must not cost more than it has bytes. */
    private int gapAcks(byte[] b, int off, int cumulative, Acknowledged acknowledged) {
        int highest = cumulative;
        for (int i = 0; i < SackChunk.gapBlocks(b, off); i++) {
            int start = cumulative + SackChunk.gapStart(b, off, i);
            int end = cumulative + SackChunk.gapEnd(b, off, i);
            if (!SerialNumbers.isAfter(start, highest) || SerialNumbers.isAfter(end, outstanding.lastTsn())) {
                break;
            }
            for (int tsn = start; tsn != end + 1; tsn++) {
                OutboundChunk chunk = outstanding.ofTsn(tsn);
                if (chunk.state == OutboundChunk.State.IN_FLIGHT || chunk.state == OutboundChunk.State.LOST) {
                    leaveFlight(chunk);
                    chunk.state = OutboundChunk.State.ACKNOWLEDGED;
                    acknowledged.add(chunk);
                    acknowledged.highestTsn = tsn;
                }
            }
            highest = end;
        }
        return highest;
    }

    /** RFC 9260 section 7.2.4. */
    private void countMisses(long nowNs, int upToTsn, Acknowledged acknowledged) {
        if (acknowledged.newestSentNs == NEVER) {
            return;
        }
        for (int i = 0; i < outstanding.size(); i++) {
            OutboundChunk chunk = outstanding.get(i);
            if (!SerialNumbers.isAfter(upToTsn, chunk.tsn)) {
                break;
            }
            boolean sentBefore = chunk.transmissions == 1
                    ? chunk.sentNs - acknowledged.newestSentNs <= 0
                    : chunk.sentNs - acknowledged.newestSentNs < 0;
            if (chunk.state != OutboundChunk.State.IN_FLIGHT || !sentBefore) {
                continue;
            }
            chunk.misses++;
            if (abandonment.isAllowed() && chunk.message.isExpired(nowNs)) {
                abandon(i);
            } else if (chunk.misses >= MISSES_TO_BE_LOST) {
                recoveryPacketDue |= congestion.lost(outstanding.lastTsn());
                lose(nowNs, i);
            }
        }
    }

    /** Marks a chunk to be sent again, or gives its message up. */
    private void lose(long nowNs, int index) {
        OutboundChunk chunk = outstanding.get(index);
        OutboundMessage message = chunk.message;
        boolean spent = message.retransmissionsMax != OutboundStream.NO_RETRANSMISSION_LIMIT
                && chunk.transmissions > message.retransmissionsMax;
        if (abandonment.isAllowed() && (spent || message.isExpired(nowNs))) {
            abandon(index);
            return;
        }
        leaveFlight(chunk);
        chunk.state = OutboundChunk.State.LOST;
        chunk.misses = 0;
        lostCount++;
    }

    private void abandon(int index) {
        OutboundMessage message = outstanding.get(index).message;
        if (queue.abandon(message)) {
            // The rest gets a TSN that is never sent: the receiver must not take the next message's first fragment for
            // this one's next.
            outstanding.add(new OutboundChunk(outstanding.lastTsn() + 1, message, message.data.length, 0));
            outstanding.get(outstanding.size() - 1).state = OutboundChunk.State.ABANDONED;
        }
        int at = index;
        while (at > 0 && outstanding.get(at - 1).message == message) {
            at--;
        }
        for (; at < outstanding.size() && outstanding.get(at).message == message; at++) {
            leaveFlight(outstanding.get(at));
            outstanding.get(at).state = OutboundChunk.State.ABANDONED;
        }
        abandonment.advance();
    }

    /** T3-rtx ran out (RFC 9260 section 6.3.3): all that is in flight counts as lost. */
    public void timedOut(long nowNs) {
        t3DeadlineNs = NEVER;
        timeout.backOff();
        congestion.timedOut();
        // The first one cannot have been acknowledged in a gap, unless the peer has thrown away what it had: then it
        // may be any of them.
        boolean reneged = !outstanding.isEmpty() && outstanding.get(0).state == OutboundChunk.State.ACKNOWLEDGED;
        for (int i = 0; i < outstanding.size(); i++) {
            OutboundChunk chunk = outstanding.get(i);
            if (chunk.state == OutboundChunk.State.IN_FLIGHT
                    || (reneged && chunk.state == OutboundChunk.State.ACKNOWLEDGED)) {
                lose(nowNs, i);
            }
        }
        abandonment.repeat();
    }

    /** Appends what may go now: FORWARD-TSN, lost chunks, new ones. */
    public void fill(long nowNs, PacketWriter writer) {
        giveUpExpired(nowNs);
        boolean sent = abandonment.fill(nowNs, writer);
        sent |= fillLost(nowNs, writer);
        if (lostCount == 0) {
            sent |= fillNew(nowNs, writer);
        }
        if (sent && t3DeadlineNs == NEVER) {
            t3DeadlineNs = nowNs + timeout.rtoNs();
        }
    }

    private void giveUpExpired(long nowNs) {
        int left = lostCount;
        for (int i = 0; left > 0 && i < outstanding.size() && abandonment.isAllowed(); i++) {
            OutboundChunk chunk = outstanding.get(i);
            if (chunk.state == OutboundChunk.State.LOST) {
                left--;
                if (chunk.message.isExpired(nowNs)) {
                    abandon(i);
                }
            }
        }
    }

    private boolean fillLost(long nowNs, PacketWriter writer) {
        boolean sent = false;
        for (int i = 0; lostCount > 0 && i < outstanding.size(); i++) {
            OutboundChunk chunk = outstanding.get(i);
            if (chunk.state != OutboundChunk.State.LOST) {
                continue;
            }
            // Section 7.2.4: the first packet of a recovery does not ask the congestion window.
            boolean mayGo =
                    recoveryPacketDue || flightBytes == 0 || flightBytes + chunk.wireBytes() <= congestion.bytes();
            if (!mayGo || writer.remaining() < chunk.wireBytes()) {
                break;
            }
            lostCount--;
            write(nowNs, writer, chunk);
            sent = true;
        }
        recoveryPacketDue &= !sent;
        return sent;
    }

    private boolean fillNew(long nowNs, PacketWriter writer) {
        boolean sent = false;
        while (flightBytes < congestion.bytes()) {
            OutboundMessage message = queue.current(nowNs);
            if (message == null) {
                break;
            }
            int left = message.data.length - message.sentBytes;
            int room = writer.remaining() - DataChunk.HEADER_LENGTH & ~3;
            int length = Math.min(left, room);
            if (length < left && (left <= fragmentBytesMax || length < FRAGMENT_BYTES_MIN)) {
                break;
            }
            // Section 6.1, rule A: into a closed window goes one chunk at a time, and the timer repeats it.
            if (flightBytes > 0 && flightBytes + length > peerWindowBytes) {
                break;
            }
            OutboundChunk chunk = new OutboundChunk(outstanding.lastTsn() + 1, message, message.sentBytes, length);
            queue.sent(message, length);
            outstanding.add(chunk);
            write(nowNs, writer, chunk);
            sent = true;
        }
        return sent;
    }

    private void write(long nowNs, PacketWriter writer, OutboundChunk chunk) {
        OutboundMessage message = chunk.message;
        byte[] b = writer.buffer();
        int at = writer.position();
        DataChunk.writeHeader(
                b,
                at,
                chunk.flags(),
                chunk.length,
                chunk.tsn,
                message.stream.id(),
                message.sequenceNumber,
                message.payloadProtocol);
        System.arraycopy(message.data, chunk.offset, b, at + DataChunk.HEADER_LENGTH, chunk.length);
        writer.advance(DataChunk.HEADER_LENGTH + chunk.length);
        chunk.state = OutboundChunk.State.IN_FLIGHT;
        chunk.transmissions++;
        chunk.misses = 0;
        chunk.sentNs = nowNs;
        flightBytes += chunk.wireBytes();
    }

    /** The oldest chunk that is not acknowledged; for tests. */
    @Nullable
    OutboundChunk oldest() {
        return outstanding.isEmpty() ? null : outstanding.get(0);
    }
}

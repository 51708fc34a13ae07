package dev.treecast.webrtc.sctp.rx;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.DataChunk;
import dev.treecast.webrtc.sctp.packet.ForwardTsnChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.SackChunk;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;

/**
 * Takes DATA and FORWARD-TSN, and says when a SACK is due
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-6.2">RFC 9260 section 6.2</a>): at once for every second packet, a gap, a
 * repetition or a sender that asks (I bit); otherwise after the delay, or with the next data of ours.
 *
 * <p>Per packet: chunks, then {@link #endPacket}.
 */
public final class Receiver {
    /** What came of a DATA chunk. */
    public enum Outcome {
        TAKEN,
        DUPLICATE,
        /** Too far ahead, or no room: the peer sends it again. */
        REFUSED,
        INVALID_STREAM,
        /** The association has to end. */
        VIOLATION
    }

    private static final long NEVER = Long.MAX_VALUE;

    // Given.
    private final int streamsMax;
    private final long ackDelayNs;

    // Owned.
    private final ReceivedTsns tsns;
    private final Reassembly reassembly;

    // State.
    private boolean packetHadData;
    private boolean urgent;
    private int packetsUnacknowledged;
    private long ackDeadlineNs = NEVER;

    public Receiver(int initialTsn, int streamsMax, long ackDelayNs, Reassembly reassembly) {
        this.streamsMax = streamsMax;
        this.ackDelayNs = ackDelayNs;
        this.tsns = new ReceivedTsns(initialTsn);
        this.reassembly = reassembly;
    }

    public int cumulativeTsn() {
        return tsns.cumulative();
    }

    /**
     * Takes a DATA chunk that has user data; a whole message goes to the sink from in here.
     */
    public Outcome data(byte[] b, int off, int chunkLength) {
        int tsn = DataChunk.tsn(b, off);
        int flags = ChunkHeader.flags(b, off);
        int length = chunkLength - DataChunk.HEADER_LENGTH;
        packetHadData = true;
        if (tsns.contains(tsn)) {
            tsns.addDuplicate(tsn);
            urgent = true;
            return Outcome.DUPLICATE;
        }
        boolean isNext = tsn == tsns.cumulative() + 1;
        if (tsns.isTooFar(tsn) || !reassembly.hasRoom(length, isNext)) {
            urgent = true;
            return isNext ? Outcome.VIOLATION : Outcome.REFUSED;
        }
        tsns.add(tsn);
        urgent |= (flags & DataChunk.FLAG_IMMEDIATE) != 0;
        if (DataChunk.streamId(b, off) >= streamsMax) {
            return Outcome.INVALID_STREAM;
        }
        return reassembly.add(b, off, flags, length) ? Outcome.TAKEN : Outcome.VIOLATION;
    }

    /** Takes a well-formed FORWARD-TSN. */
    public void forwardTsn(byte[] b, int off, int chunkLength) {
        packetHadData = true;
        urgent = true;
        int newCumulative = ForwardTsnChunk.newCumulativeTsn(b, off);
        if (!SerialNumbers.isAfter(newCumulative, tsns.cumulative())) {
            return; // RFC 3758 section 3.6: an old one; our SACK of that time was lost
        }
        tsns.skipTo(newCumulative);
        for (int i = 0; i < ForwardTsnChunk.pairs(chunkLength); i++) {
            reassembly.skipStream(ForwardTsnChunk.streamId(b, off, i), ForwardTsnChunk.streamSequenceNumber(b, off, i));
        }
        reassembly.skipTo(newCumulative);
    }

    /** After the last chunk of a packet. */
    public void endPacket(long nowNs) {
        if (!packetHadData) {
            return;
        }
        packetHadData = false;
        packetsUnacknowledged++;
        if (urgent || packetsUnacknowledged >= 2 || tsns.hasGaps()) {
            ackDeadlineNs = nowNs;
        } else if (ackDeadlineNs == NEVER) {
            ackDeadlineNs = nowNs + ackDelayNs;
        }
    }

    /** When a SACK is due; {@link Long#MAX_VALUE} when there is nothing to acknowledge. */
    public long ackDeadlineNs() {
        return ackDeadlineNs;
    }

    /** Whether something waits to be acknowledged. */
    public boolean owesSack() {
        return ackDeadlineNs != NEVER;
    }

    /** Appends a SACK. Whether the packet is sent is open until {@link #sackSent}. */
    public void writeSack(PacketWriter writer) {
        if (writer.remaining() >= SackChunk.FIXED_LENGTH) {
            writer.advance(tsns.writeSack(
                    writer.buffer(), writer.position(), writer.remaining(), reassembly.windowLeftBytes()));
        }
    }

    public void sackSent() {
        tsns.sackSent();
        urgent = false;
        packetsUnacknowledged = 0;
        ackDeadlineNs = NEVER;
    }

    public void resetStream(int streamId) {
        reassembly.resetStream(streamId);
    }

    public void resetAllStreams() {
        reassembly.resetAllStreams();
    }

    /** What may still come, bytes. */
    public int windowLeftBytes() {
        return reassembly.windowLeftBytes();
    }
}

package dev.treecast.webrtc.sctp.tx;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.DataChunk;

/** A DATA chunk that has its TSN and is not yet acknowledged cumulatively. */
final class OutboundChunk {
    enum State {
        IN_FLIGHT,
        /** To be sent again. */
        LOST,
        /** Reported in a gap block. */
        ACKNOWLEDGED,
        /** Not to be sent again; FORWARD-TSN passes over it. */
        ABANDONED
    }

    final int tsn;
    final OutboundMessage message;
    final int offset;
    final int length;

    State state = State.IN_FLIGHT;
    int transmissions;
    int misses;
    long sentNs;

    OutboundChunk(int tsn, OutboundMessage message, int offset, int length) {
        this.tsn = tsn;
        this.message = message;
        this.offset = offset;
        this.length = length;
    }

    /** Bytes on the wire: what counts as in flight, so that many small chunks count for what they cost. */
    int wireBytes() {
        return ChunkHeader.padded(DataChunk.HEADER_LENGTH + length);
    }

    boolean ends() {
        return offset + length == message.data.length;
    }

    int flags() {
        return (message.ordered ? 0 : DataChunk.FLAG_UNORDERED)
                | (offset == 0 ? DataChunk.FLAG_BEGIN : 0)
                | (ends() ? DataChunk.FLAG_END : 0);
    }
}

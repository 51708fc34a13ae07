package dev.treecast.webrtc.sctp.rx;

import dev.treecast.webrtc.sctp.packet.DataChunk;

/** A fragment or message that waits for others. */
final class HeldChunk {
    final int tsn;
    final int streamId;
    final int sequenceNumber;
    final int payloadProtocol;
    final int flags;
    final byte[] data;

    HeldChunk(byte[] b, int off, int flags, byte[] data) {
        this.tsn = DataChunk.tsn(b, off);
        this.streamId = DataChunk.streamId(b, off);
        this.sequenceNumber = DataChunk.streamSequenceNumber(b, off);
        this.payloadProtocol = DataChunk.payloadProtocol(b, off);
        this.flags = flags;
        this.data = data;
    }

    boolean begins() {
        return (flags & DataChunk.FLAG_BEGIN) != 0;
    }

    boolean ends() {
        return (flags & DataChunk.FLAG_END) != 0;
    }

    boolean isUnordered() {
        return (flags & DataChunk.FLAG_UNORDERED) != 0;
    }

    /** Whether the other, whose TSN is the next one, can go on with this message. */
    boolean goesOnWith(HeldChunk next) {
        return !ends()
                && !next.begins()
                && streamId == next.streamId
                && isUnordered() == next.isUnordered()
                && (isUnordered() || sequenceNumber == next.sequenceNumber);
    }
}

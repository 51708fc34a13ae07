package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.HeartbeatChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;

/**
 * HEARTBEAT (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-8.3">RFC 9260 section 8.3</a>): asks after a silence, and answers. One that
 * is not answered before the next counts as a failure; ICE's consent notices a dead path much sooner.
 */
final class Heartbeat {
    private final SctpAssociation association;
    private final long intervalNs;
    private long lastHeardNs;
    private long askedNs;
    private boolean unanswered;

    Heartbeat(SctpAssociation association, long intervalNs) {
        this.association = association;
        this.intervalNs = intervalNs;
    }

    void heard(long nowNs) {
        lastHeardNs = nowNs;
    }

    long deadlineNs() {
        if (association.state != AssociationState.ESTABLISHED) {
            return SctpAssociation.NEVER;
        }
        return (unanswered ? Math.max(lastHeardNs, askedNs) : lastHeardNs) + intervalNs;
    }

    void timedOut(long nowNs) {
        if (unanswered && association.failed(nowNs)) {
            return;
        }
        unanswered = true;
        askedNs = nowNs;
        PacketWriter writer = association.startPacket(association.peerTag());
        writer.advance(HeartbeatChunk.write(writer.buffer(), writer.position(), nowNs));
        association.emit(writer);
    }

    void answer(byte[] b, int off, int length) {
        PacketWriter writer = association.startPacket(association.peerTag());
        if (association.peer == null || ChunkHeader.padded(length) > writer.remaining()) {
            association.counters.chunksDropped++;
            return;
        }
        writer.advance(HeartbeatChunk.writeAck(writer.buffer(), writer.position(), b, off, length));
        association.emit(writer);
    }

    void answered(long nowNs, byte[] b, int off, int length) {
        if (unanswered && HeartbeatChunk.isOurs(b, off, length) && HeartbeatChunk.sentNs(b, off) == askedNs) {
            unanswered = false;
            association.timeout.measured(nowNs - askedNs);
            association.succeeded();
        }
    }
}

package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.PlainChunk;
import dev.treecast.webrtc.sctp.packet.ShutdownChunk;

/**
 * The graceful end (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-9.2">RFC 9260 section 9.2</a>): everything that waits is delivered, then
 * SHUTDOWN, SHUTDOWN ACK, SHUTDOWN COMPLETE.
 */
final class Shutdown {
    private final SctpAssociation association;
    private long deadlineNs = SctpAssociation.NEVER;

    Shutdown(SctpAssociation association) {
        this.association = association;
    }

    /** T2-shutdown. */
    long deadlineNs() {
        return deadlineNs;
    }

    void start(long nowNs) {
        if (association.state == AssociationState.ESTABLISHED) {
            association.state = AssociationState.SHUTDOWN_PENDING;
            advance(nowNs);
        }
    }

    /** Goes on when nothing is left to be sent. */
    void advance(long nowNs) {
        if (association.state == AssociationState.SHUTDOWN_PENDING && association.sender.isEmpty()) {
            association.state = AssociationState.SHUTDOWN_SENT;
            sendShutdown(nowNs);
        } else if (association.state == AssociationState.SHUTDOWN_RECEIVED && association.sender.isEmpty()) {
            association.state = AssociationState.SHUTDOWN_ACK_SENT;
            send(nowNs, ChunkHeader.SHUTDOWN_ACK);
        }
    }

    /** A peer that still sends DATA is told again. */
    void dataArrived(long nowNs) {
        if (association.state == AssociationState.SHUTDOWN_SENT) {
            sendShutdown(nowNs);
        }
    }

    private void sendShutdown(long nowNs) {
        PacketWriter writer = association.startPacket(association.peerTag());
        writer.advance(ShutdownChunk.write(
                writer.buffer(), writer.position(), association.receiver().cumulativeTsn()));
        association.emit(writer);
        deadlineNs = nowNs + association.timeout.rtoNs();
    }

    private void send(long nowNs, int chunkType) {
        PacketWriter writer = association.startPacket(association.peerTag());
        writer.advance(PlainChunk.write(writer.buffer(), writer.position(), chunkType, 0));
        association.emit(writer);
        deadlineNs = nowNs + association.timeout.rtoNs();
    }

    void timedOut(long nowNs) {
        if (association.failed(nowNs)) {
            return;
        }
        association.timeout.backOff();
        if (association.state == AssociationState.SHUTDOWN_SENT) {
            sendShutdown(nowNs);
        } else if (association.state == AssociationState.SHUTDOWN_ACK_SENT) {
            send(nowNs, ChunkHeader.SHUTDOWN_ACK);
        }
    }

    void shutdown(long nowNs, byte[] b, int off) {
        switch (association.state) {
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> {
                association.state = AssociationState.SHUTDOWN_RECEIVED;
                association.sender.cumulativeAck(nowNs, ShutdownChunk.cumulativeTsn(b, off));
            }
            case SHUTDOWN_SENT -> {
                // Both at once.
                association.state = AssociationState.SHUTDOWN_ACK_SENT;
                send(nowNs, ChunkHeader.SHUTDOWN_ACK);
            }
            case SHUTDOWN_ACK_SENT -> send(nowNs, ChunkHeader.SHUTDOWN_ACK);
            default -> association.counters.chunksDropped++;
        }
    }

    void shutdownAck(long nowNs) {
        if (association.state == AssociationState.SHUTDOWN_SENT
                || association.state == AssociationState.SHUTDOWN_ACK_SENT) {
            send(nowNs, ChunkHeader.SHUTDOWN_COMPLETE);
            association.close(nowNs, "shut down");
        } else {
            association.counters.chunksDropped++;
        }
    }

    void shutdownComplete(long nowNs) {
        if (association.state == AssociationState.SHUTDOWN_ACK_SENT) {
            association.close(nowNs, "shut down by the peer");
        } else {
            association.counters.chunksDropped++;
        }
    }
}

package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.DataChunk;
import dev.treecast.webrtc.sctp.packet.ErrorCause;
import dev.treecast.webrtc.sctp.packet.ForwardTsnChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.ReconfigChunk;
import dev.treecast.webrtc.sctp.packet.SackChunk;
import dev.treecast.webrtc.sctp.packet.ShutdownChunk;

/** Takes the chunks of a packet, one at a time, and gives each to the part of the association that it concerns. */
final class ChunkHandler {
    private final SctpAssociation association;

    ChunkHandler(SctpAssociation association) {
        this.association = association;
    }

    /** Takes one chunk; false when the rest of the packet is to be dropped. */
    boolean handle(long nowNs, byte[] b, int at, int length, int end) {
        int type = ChunkHeader.type(b, at);
        switch (type) {
            case ChunkHeader.DATA -> {
                return data(nowNs, b, at, length);
            }
            case ChunkHeader.SACK -> {
                if (SackChunk.isWellFormed(b, at, length)) {
                    if (association.sender.sack(nowNs, b, at)) {
                        association.succeeded();
                    }
                } else {
                    association.counters.chunksDropped++;
                }
            }
            case ChunkHeader.INIT -> {
                // Section 4.3: INIT and INIT ACK are alone in their packets.
                if (ChunkHeader.padded(length) != end - at) {
                    return false;
                }
                association.handshake.init(b, at, length);
            }
            case ChunkHeader.INIT_ACK -> association.handshake.initAck(nowNs, b, at, length);
            case ChunkHeader.COOKIE_ECHO -> association.handshake.cookieEcho(nowNs, b, at, length);
            case ChunkHeader.COOKIE_ACK -> association.handshake.cookieAck(nowNs);
            case ChunkHeader.HEARTBEAT -> association.heartbeat.answer(b, at, length);
            case ChunkHeader.HEARTBEAT_ACK -> association.heartbeat.answered(nowNs, b, at, length);
            case ChunkHeader.ABORT ->
                association.close(nowNs, "aborted by the peer, cause " + ErrorCause.firstCause(b, at, length));
            case ChunkHeader.ERROR -> {
                // For people: nothing follows from it.
            }
            default -> {
                return laterChunk(nowNs, type, b, at, length);
            }
        }
        return true;
    }

    /** Chunks that need to know the peer, and those that nobody knows. */
    private boolean laterChunk(long nowNs, int type, byte[] b, int at, int length) {
        if (!association.knowsPeer()) {
            return false;
        }
        switch (type) {
            case ChunkHeader.SHUTDOWN -> {
                if (length < ShutdownChunk.LENGTH) {
                    return false;
                }
                association.shutdown.shutdown(nowNs, b, at);
            }
            case ChunkHeader.SHUTDOWN_ACK -> association.shutdown.shutdownAck(nowNs);
            case ChunkHeader.SHUTDOWN_COMPLETE -> association.shutdown.shutdownComplete(nowNs);
            case ChunkHeader.FORWARD_TSN -> {
                if (!ForwardTsnChunk.isWellFormed(length)) {
                    return false;
                }
                association.receiver().forwardTsn(b, at, length);
            }
            case ChunkHeader.RE_CONFIG -> {
                if (!ReconfigChunk.isWellFormed(b, at, length)) {
                    return false;
                }
                association.reset.reconfig(nowNs, b, at, length);
            }
            default -> {
                return unknownChunk(type, b, at, length);
            }
        }
        return true;
    }

    /** RFC 9260 section 3.2: the type's upper bits say what to do. */
    private boolean unknownChunk(int type, byte[] b, int at, int length) {
        association.counters.unknownChunks++;
        if (ChunkHeader.isReportedWhenUnknown(type)) {
            PacketWriter writer = association.startPacket(association.peerTag());
            writer.advance(ErrorCause.writeUnrecognizedChunk(writer.buffer(), writer.position(), b, at, length));
            association.emit(writer);
        }
        return ChunkHeader.isSkippedWhenUnknown(type);
    }

    private boolean data(long nowNs, byte[] b, int at, int length) {
        if (!association.knowsPeer() || !association.state.takesData() || !DataChunk.isWellFormed(length)) {
            return false;
        }
        if (length == DataChunk.HEADER_LENGTH) {
            association.abort(nowNs, ErrorCause.NO_USER_DATA, "DATA without user data");
            return true;
        }
        switch (association.receiver().data(b, at, length)) {
            case VIOLATION ->
                association.abort(
                        nowNs, ErrorCause.PROTOCOL_VIOLATION, "a message is too long, or more than the window");
            case INVALID_STREAM -> {
                PacketWriter writer = association.startPacket(association.peerTag());
                writer.advance(
                        ErrorCause.writeInvalidStream(writer.buffer(), writer.position(), DataChunk.streamId(b, at)));
                association.emit(writer);
            }
            case REFUSED -> association.counters.chunksDropped++;
            case TAKEN, DUPLICATE -> {}
        }
        association.shutdown.dataArrived(nowNs);
        return true;
    }
}

package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.IncomingResetParameter;
import dev.treecast.webrtc.sctp.packet.OutgoingResetParameter;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.Parameter;
import dev.treecast.webrtc.sctp.packet.ReconfigChunk;
import dev.treecast.webrtc.sctp.packet.ReconfigResponseParameter;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;
import java.util.Arrays;

/**
 * RE-CONFIG as data channels close with it (<a href="https://www.rfc-editor.org/rfc/rfc6525#section-5">RFC 6525 section 5</a>, RFC 8831
 * section 6.7): asks the peer to take streams of ours as new, one request at a time, and takes the peer's.
 */
final class StreamReset {
    private static final int[] NONE = new int[0];
    /** Streams in one request; more wait for the next. */
    private static final int STREAMS_PER_REQUEST = 64;

    private final SctpAssociation association;

    // Our requests.
    private int[] waiting = NONE;
    private int[] asked = NONE;
    private int requestNumber;
    private long deadlineNs = SctpAssociation.NEVER;

    // The peer's.
    private int expectedNumber;
    private int lastResult = ReconfigResponseParameter.NOTHING_TO_DO;

    StreamReset(SctpAssociation association, int localInitialTsn) {
        this.association = association;
        this.requestNumber = localInitialTsn;
    }

    void peerKnown(int peerInitialTsn) {
        expectedNumber = peerInitialTsn;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    /** Asks as soon as all that was sent on the stream is acknowledged. */
    void reset(int streamId) {
        for (int known : waiting) {
            if (known == streamId) {
                return;
            }
        }
        waiting = Arrays.copyOf(waiting, waiting.length + 1);
        waiting[waiting.length - 1] = streamId;
    }

    /** Sends the next request if none is out. */
    void advance(long nowNs) {
        if (asked.length > 0 || waiting.length == 0 || association.state != AssociationState.ESTABLISHED) {
            return;
        }
        int[] ready = Arrays.stream(waiting)
                .filter(association.queue::isIdle)
                .limit(STREAMS_PER_REQUEST)
                .toArray();
        if (ready.length == 0) {
            return;
        }
        waiting = Arrays.stream(waiting)
                .filter(id -> Arrays.stream(ready).noneMatch(r -> r == id))
                .toArray();
        asked = ready;
        if (association.peerKnowsStreamReset()) {
            send(nowNs);
        } else {
            finish(nowNs, false);
        }
    }

    private void send(long nowNs) {
        PacketWriter writer = association.startPacket(association.peerTag());
        int at = writer.position();
        int length = OutgoingResetParameter.write(
                writer.buffer(),
                at + ChunkHeader.LENGTH,
                requestNumber,
                expectedNumber - 1,
                association.sender.lastTsn(),
                asked,
                asked.length);
        writer.advance(ReconfigChunk.write(writer.buffer(), at, length));
        association.emit(writer);
        deadlineNs = nowNs + association.timeout.rtoNs();
    }

    void timedOut(long nowNs) {
        deadlineNs = SctpAssociation.NEVER;
        if (asked.length > 0 && !association.failed(nowNs)) {
            association.timeout.backOff();
            send(nowNs);
        }
    }

    private void finish(long nowNs, boolean performed) {
        int[] done = asked;
        asked = NONE;
        deadlineNs = SctpAssociation.NEVER;
        for (int id : done) {
            if (performed) {
                association.queue.forget(id);
            }
            association.outgoingReset(nowNs, id, performed);
        }
    }

    /** Takes a well-formed RE-CONFIG. */
    void reconfig(long nowNs, byte[] b, int off, int length) {
        int end = off + length;
        for (int at = off + ChunkHeader.LENGTH; at < end; at = Parameter.next(b, at)) {
            switch (Parameter.type(b, at)) {
                case OutgoingResetParameter.TYPE -> outgoingRequest(nowNs, b, at);
                case IncomingResetParameter.TYPE -> incomingRequest(b, at);
                case ReconfigResponseParameter.TYPE -> response(nowNs, b, at);
                case ReconfigChunk.SSN_TSN_RESET_TYPE,
                        ReconfigChunk.ADD_OUTGOING_STREAMS_TYPE,
                        ReconfigChunk.ADD_INCOMING_STREAMS_TYPE -> otherRequest(b, at);
                default -> association.counters.chunksDropped++;
            }
        }
    }

    private void response(long nowNs, byte[] b, int at) {
        if (!ReconfigResponseParameter.isWellFormed(b, at)
                || asked.length == 0
                || ReconfigResponseParameter.requestNumber(b, at) != requestNumber) {
            return;
        }
        association.succeeded();
        requestNumber++;
        int result = ReconfigResponseParameter.result(b, at);
        if (result == ReconfigResponseParameter.IN_PROGRESS) {
            // Under a new number: libwebrtc would answer the old one as before.
            deadlineNs = nowNs + association.timeout.rtoNs();
            return;
        }
        finish(
                nowNs,
                result == ReconfigResponseParameter.PERFORMED || result == ReconfigResponseParameter.NOTHING_TO_DO);
    }

    /**
     * Whether a request is new. A repeated one gets the same answer, unless that was "in progress"; any other number is an error.
     */
    private boolean isNew(int number) {
        if (number == expectedNumber) {
            expectedNumber++;
            return true;
        }
        if (number != expectedNumber - 1) {
            respond(number, ReconfigResponseParameter.BAD_SEQUENCE_NUMBER);
            return false;
        }
        if (lastResult == ReconfigResponseParameter.IN_PROGRESS) {
            return true;
        }
        respond(number, lastResult);
        return false;
    }

    private void outgoingRequest(long nowNs, byte[] b, int at) {
        if (!OutgoingResetParameter.isWellFormed(b, at)) {
            association.counters.chunksDropped++;
            return;
        }
        int number = OutgoingResetParameter.requestNumber(b, at);
        if (!isNew(number)) {
            return;
        }
        if (SerialNumbers.isAfter(
                OutgoingResetParameter.lastTsn(b, at), association.receiver().cumulativeTsn())) {
            lastResult = ReconfigResponseParameter.IN_PROGRESS;
            respond(number, lastResult);
            return;
        }
        lastResult = ReconfigResponseParameter.PERFORMED;
        respond(number, lastResult);
        int streams = OutgoingResetParameter.streams(b, at);
        if (streams == 0) {
            association.receiver().resetAllStreams();
            association.listener.incomingReset(nowNs, SctpListener.ALL_STREAMS);
        }
        for (int i = 0; i < streams && association.state != AssociationState.CLOSED; i++) {
            int streamId = OutgoingResetParameter.streamId(b, at, i);
            association.receiver().resetStream(streamId);
            association.listener.incomingReset(nowNs, streamId);
        }
    }

    private void incomingRequest(byte[] b, int at) {
        if (!IncomingResetParameter.isWellFormed(b, at)) {
            association.counters.chunksDropped++;
            return;
        }
        if (!isNew(IncomingResetParameter.requestNumber(b, at))) {
            return;
        }
        int streams = IncomingResetParameter.streams(b, at);
        lastResult = ReconfigResponseParameter.PERFORMED;
        for (int i = 0; i < streams; i++) {
            int streamId = IncomingResetParameter.streamId(b, at, i);
            if (association.queue.isKnown(streamId)) {
                reset(streamId);
            }
        }
        respond(IncomingResetParameter.requestNumber(b, at), lastResult);
    }

    private void otherRequest(byte[] b, int at) {
        if (Parameter.length(b, at) >= 8 && isNew(IncomingResetParameter.requestNumber(b, at))) {
            lastResult = ReconfigResponseParameter.DENIED;
            respond(IncomingResetParameter.requestNumber(b, at), lastResult);
        }
    }

    private void respond(int number, int result) {
        PacketWriter writer = association.startPacket(association.peerTag());
        int at = writer.position();
        int length = ReconfigResponseParameter.write(writer.buffer(), at + ChunkHeader.LENGTH, number, result);
        writer.advance(ReconfigChunk.write(writer.buffer(), at, length));
        association.emit(writer);
    }
}

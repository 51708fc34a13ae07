package dev.treecast.webrtc.sctp.tx;

import dev.treecast.webrtc.sctp.packet.ForwardTsnChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.SerialNumbers;

/**
 * Tells the peer not to wait for what was given up
 * (<a href="https://www.rfc-editor.org/rfc/rfc3758#section-3.5">RFC 3758 section 3.5</a>): the Advanced.Peer.Ack.Point runs over
 * abandoned chunks at the front, and FORWARD-TSN says so until the peer's cumulative TSN has got there.
 */
final class Abandonment {
    private final Outstanding outstanding;
    private boolean allowed;
    private int point;
    private boolean due;
    private long sentNs;

    Abandonment(Outstanding outstanding) {
        this.outstanding = outstanding;
        this.point = outstanding.cumulativeTsn();
    }

    void allow(boolean peerKnowsForwardTsn) {
        allowed = peerKnowsForwardTsn;
    }

    boolean isAllowed() {
        return allowed;
    }

    /** After a message was given up, or the cumulative TSN moved. */
    void advance() {
        int reached = outstanding.cumulativeTsn();
        for (int i = 0; i < outstanding.size() && isAbandoned(i); i++) {
            reached = outstanding.get(i).tsn;
        }
        if (SerialNumbers.isAfter(reached, point)) {
            point = reached;
            due = SerialNumbers.isAfter(point, outstanding.cumulativeTsn());
        }
    }

    private boolean isAbandoned(int index) {
        return outstanding.get(index).state == OutboundChunk.State.ABANDONED;
    }

    /** After a SACK: if it does not reach the point, FORWARD-TSN is repeated, once a round trip. */
    void acknowledged(long nowNs, RetransmissionTimeout timeout) {
        advance();
        if (!SerialNumbers.isAfter(point, outstanding.cumulativeTsn())) {
            point = outstanding.cumulativeTsn();
            due = false;
        } else if (nowNs - sentNs >= Math.max(timeout.smoothedRoundTripNs(), 1_000_000)) {
            due = true;
        }
    }

    /** After a timeout. */
    void repeat() {
        due = SerialNumbers.isAfter(point, outstanding.cumulativeTsn());
    }

    /** Appends FORWARD-TSN if one is due; with fewer TSNs if not every stream fits. */
    boolean fill(long nowNs, PacketWriter writer) {
        if (!due || writer.remaining() < ForwardTsnChunk.FIXED_LENGTH + ForwardTsnChunk.PAIR_LENGTH) {
            return false;
        }
        byte[] b = writer.buffer();
        int at = writer.position();
        int pairsMax = (writer.remaining() - ForwardTsnChunk.FIXED_LENGTH) / ForwardTsnChunk.PAIR_LENGTH;
        int pairs = 0;
        int reached = outstanding.cumulativeTsn();
        for (int i = 0; i < outstanding.size() && isAbandoned(i); i++) {
            OutboundMessage message = outstanding.get(i).message;
            if (message.ordered) {
                int pair = 0;
                while (pair < pairs && ForwardTsnChunk.streamId(b, at, pair) != message.stream.id()) {
                    pair++;
                }
                if (pair == pairsMax) {
                    break;
                }
                ForwardTsnChunk.writePair(b, at, pair, message.stream.id(), message.sequenceNumber);
                pairs = Math.max(pairs, pair + 1);
            }
            reached = outstanding.get(i).tsn;
        }
        writer.advance(ForwardTsnChunk.writeFixed(b, at, reached, pairs));
        due = false;
        sentNs = nowNs;
        return true;
    }
}

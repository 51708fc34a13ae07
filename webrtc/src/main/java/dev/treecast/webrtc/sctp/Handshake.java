package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.InitChunk;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.packet.PlainChunk;
import dev.treecast.webrtc.sctp.packet.StateCookieParameter;
import org.jspecify.annotations.Nullable;

/**
 * INIT, INIT ACK, COOKIE ECHO, COOKIE ACK
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-5.1">RFC 9260 section 5.1</a>), from either end or from both at once, as browsers
 * do (section 5.2: our tag and first TSN are the same in INIT and INIT ACK, so whichever exchange ends first is good).
 *
 * <p>The state cookie protects a server from strangers who claim an address. Here DTLS has proved who the peer is, one association is all that can
 * come of it, and it exists before the first packet: the cookie holds what INIT said behind a number that nobody else can know, and is not signed.
 * Its owner could only forge what it could as well have said in INIT. It does not expire: it is good for this association alone.
 *
 * <p>A peer that begins anew on the same DTLS session (section 5.2.2, restart) is not followed: no WebRTC stack does.
 */
final class Handshake {
    private static final int COOKIE_LENGTH = 8 + 4 + 4 + 2 + 2 + 4 + 1;

    private final SctpAssociation association;
    private final long cookieSecret;
    /** The peer's cookie, until it is acknowledged. */
    private byte @Nullable [] cookie;

    private int attempts;
    private long deadlineNs = SctpAssociation.NEVER;

    Handshake(SctpAssociation association, long cookieSecret) {
        this.association = association;
        this.cookieSecret = cookieSecret;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void start(long nowNs) {
        association.state = AssociationState.COOKIE_WAIT;
        sendInit(nowNs);
    }

    private void sendInit(long nowNs) {
        PacketWriter writer = association.startPacket(0);
        writer.advance(ours(null).write(writer.buffer(), writer.position()));
        association.emit(writer);
        deadlineNs = nowNs + association.timeout.rtoNs();
    }

    private InitChunk ours(byte @Nullable [] stateCookie) {
        return new InitChunk(
                association.localTag,
                association.options.receiveWindowBytes(),
                association.options.streamsMax(),
                association.options.streamsMax(),
                association.localInitialTsn,
                true,
                true,
                stateCookie,
                new byte[0]);
    }

    /** T1-init or T1-cookie ran out. */
    void timedOut(long nowNs) {
        if (++attempts > association.options.retransmissionsMax()) {
            association.close(nowNs, "the peer does not answer the SCTP handshake");
            return;
        }
        association.timeout.backOff();
        if (association.state == AssociationState.COOKIE_WAIT) {
            sendInit(nowNs);
        } else if (association.state == AssociationState.COOKIE_ECHOED) {
            sendCookieEcho(nowNs);
        } else {
            deadlineNs = SctpAssociation.NEVER;
        }
    }

    /** Section 5.2.1 and 5.2.2: always answered with our one tag; after the handshake only if it is a late copy. */
    void init(byte[] b, int off, int length) {
        InitChunk init = InitChunk.parse(b, off, length);
        InitChunk known = association.peer;
        if (init == null
                || !(association.state.isHandshaking()
                        || (known != null && known.initiateTag() == init.initiateTag()))) {
            association.counters.chunksDropped++;
            return;
        }
        InitChunk ack = ours(writeCookie(init));
        PacketWriter writer = association.startPacket(init.initiateTag());
        writer.advance(new InitChunk(
                        ack.initiateTag(),
                        ack.receiveWindowBytes(),
                        ack.outboundStreams(),
                        ack.inboundStreams(),
                        ack.initialTsn(),
                        true,
                        true,
                        ack.cookie(),
                        init.unrecognized())
                .write(writer.buffer(), writer.position()));
        association.emit(writer);
    }

    void initAck(long nowNs, byte[] b, int off, int length) {
        InitChunk ack = InitChunk.parse(b, off, length);
        if (association.state != AssociationState.COOKIE_WAIT) {
            return; // section 5.2.3
        }
        byte[] given = ack == null ? null : ack.cookie();
        if (ack == null || given == null || given.length > StateCookieParameter.COOKIE_BYTES_MAX) {
            association.counters.chunksDropped++;
            return;
        }
        cookie = given;
        association.peerKnown(ack);
        association.state = AssociationState.COOKIE_ECHOED;
        attempts = 0;
        sendCookieEcho(nowNs);
    }

    private void sendCookieEcho(long nowNs) {
        if (cookie != null) {
            PacketWriter writer = association.startPacket(association.peerTag());
            writer.advance(PlainChunk.writeCookieEcho(writer.buffer(), writer.position(), cookie));
            association.emit(writer);
            deadlineNs = nowNs + association.timeout.rtoNs();
        }
    }

    void cookieEcho(long nowNs, byte[] b, int off, int length) {
        InitChunk init = readCookie(b, off, length);
        InitChunk known = association.peer;
        if (init == null) {
            association.counters.chunksDropped++;
            return;
        }
        if (association.state.isHandshaking()) {
            // Section 5.2.4, case B: if the two exchanges disagree on the peer's tag, this one counts.
            if (known == null || known.initiateTag() != init.initiateTag()) {
                association.peerKnown(init);
            }
            established(nowNs);
        } else if (known == null || known.initiateTag() != init.initiateTag()) {
            association.counters.chunksDropped++;
            return;
        }
        PacketWriter writer = association.startPacket(association.peerTag());
        writer.advance(PlainChunk.write(writer.buffer(), writer.position(), ChunkHeader.COOKIE_ACK, 0));
        association.emit(writer);
    }

    void cookieAck(long nowNs) {
        if (association.state == AssociationState.COOKIE_ECHOED) {
            established(nowNs);
        }
    }

    private void established(long nowNs) {
        cookie = null;
        deadlineNs = SctpAssociation.NEVER;
        association.state = AssociationState.ESTABLISHED;
        association.established(nowNs);
    }

    private byte[] writeCookie(InitChunk init) {
        byte[] b = new byte[COOKIE_LENGTH];
        NetworkOrder.put64(b, 0, cookieSecret);
        NetworkOrder.put32(b, 8, init.initiateTag());
        NetworkOrder.put32(b, 12, (int) init.receiveWindowBytes());
        NetworkOrder.put16(b, 16, init.outboundStreams());
        NetworkOrder.put16(b, 18, init.inboundStreams());
        NetworkOrder.put32(b, 20, init.initialTsn());
        b[24] = (byte) ((init.forwardTsn() ? 1 : 0) | (init.streamReset() ? 2 : 0));
        return b;
    }

    private @Nullable InitChunk readCookie(byte[] b, int off, int length) {
        int at = off + ChunkHeader.LENGTH;
        if (length != ChunkHeader.LENGTH + COOKIE_LENGTH || NetworkOrder.int64(b, at) != cookieSecret) {
            return null;
        }
        return new InitChunk(
                NetworkOrder.int32(b, at + 8),
                NetworkOrder.unsigned32(b, at + 12),
                NetworkOrder.unsigned16(b, at + 16),
                NetworkOrder.unsigned16(b, at + 18),
                NetworkOrder.int32(b, at + 20),
                (b[at + 24] & 1) != 0,
                (b[at + 24] & 2) != 0,
                null,
                new byte[0]);
    }
}

package dev.treecast.bench.micro;

import dev.treecast.edge.EdgeOptions;
import dev.treecast.edge.Pacing;
import dev.treecast.edge.ViewerEdge;
import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.sdp.AnswerReader;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/**
 * A viewer edge with a stream and its viewers, who have come in by its front door: an offer, a connectivity check, a first DTLS datagram. Only the
 * handshake itself is a pretence, and what is sent is thrown away.
 */
final class Audience {
    private static final String STREAM = "bench";
    /** Bytes of payload of a packet of 1,200. */
    private static final int PAYLOAD_BYTES = 1_188;

    private static final int TICKS_PER_FRAME = 3_000;
    /** A frame of 2.5 Mbit/s has about nine packets; a packet every 4 ms keeps the rate. */
    private static final long BETWEEN_PACKETS_NS = 4_000_000;

    final DiscardingLoop loop = new DiscardingLoop();
    private final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    private final PeerFactory peers;
    private final ViewerEdge edge;
    private final Publication publication;
    private final byte[] payload = new byte[PAYLOAD_BYTES];
    private long sequence = 1;
    private int joined;

    Audience() {
        this(RepairOptions.defaults());
    }

    Audience(RepairOptions repair) {
        // VP8: a delta frame, first packet of its partition, no descriptor extensions.
        payload[0] = 0x10;
        payload[1] = 0x01;
        DtlsFingerprint fingerprint = Objects.requireNonNull(DtlsFingerprint.of("sha-256", new byte[32]));
        peers = new PeerFactory(
                fingerprint,
                (role, expected, onLoop, events) -> new Pretended(events),
                PeerOptions.defaults(),
                new SecureRandom());
        edge = new ViewerEdge(
                hub,
                loop,
                peers,
                EdgeOptions.defaults().withPacing(Pacing.burst()).withRepair(repair),
                DataChannelApplication.NONE);
        StreamHub.Outcome outcome =
                hub.publish(STREAM, "key", List.of(new Track(Codec.VP8, "")), new Publisher(), loop.nowNs());
        publication = ((StreamHub.Outcome.Started) outcome).publication();
    }

    /** Lets a viewer in; it starts with the next keyframe. The session, to hand datagrams to. */
    LoopSession join() {
        IceCredentials client = peers.newCredentials();
        SessionDescription offer =
                ClientOffers.watch(Negotiation.local(peers, client, loop), List.of("VP8"), false, false);
        InetSocketAddress from = new InetSocketAddress("198.51.100.1", 10_000 + joined++);
        SessionAnswer answer = edge.offer(
                        new SessionOffer(STREAM, offer.write(), InetAddress.getLoopbackAddress(), "viewer"))
                .toCompletableFuture()
                .join();
        NegotiatedSession agreed = read(offer, answer.sdp());
        IceCredentials server =
                new IceCredentials(agreed.peer().iceUfrag(), agreed.peer().icePwd());
        LoopSession session = loop.session(server.usernameFragment());
        byte[] check = ConnectivityCheck.write(server, client);
        session.datagram(loop.nowNs(), from, check, 0, check.length);
        byte[] clientHello = {22, (byte) 0xfe, (byte) 0xfd};
        session.datagram(loop.nowNs(), from, clientHello, 0, clientHello.length);
        return session;
    }

    private static NegotiatedSession read(SessionDescription offer, String answer) {
        try {
            return AnswerReader.read(offer, SessionDescription.parse(answer));
        } catch (SdpParseException | NegotiationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One packet to every viewer. */
    void deliver(boolean keyframe) {
        loop.advance(BETWEEN_PACKETS_NS);
        publication.deliver(new MediaPacket(
                0,
                sequence,
                sequence * TICKS_PER_FRAME,
                true,
                keyframe,
                payload,
                null,
                MediaPacket.ABSENT,
                MediaPacket.ABSENT,
                loop.nowNs()));
        sequence++;
    }

    /** Established as soon as it starts. */
    private record Pretended(DtlsListener events) implements SecureChannel {
        @Override
        public void start() {
            SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
            events.established(profile.dtlsId(), new byte[profile.exporterLength()]);
        }

        @Override
        public void receive(byte[] datagram, int offset, int length) {}

        @Override
        public boolean send(byte[] data, int offset, int length) {
            return false;
        }

        @Override
        public void close() {}
    }

    private static final class Publisher implements PublicationControl {
        @Override
        public void requestKeyframe(int track) {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void end(String reason) {}
    }
}

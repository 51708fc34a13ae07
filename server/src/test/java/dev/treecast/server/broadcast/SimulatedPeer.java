package dev.treecast.server.broadcast;

import dev.treecast.webrtc.ice.IceCandidate;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.sdp.AnswerReader;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client in simulated time: a controlling transport on a loop of its own. */
abstract class SimulatedPeer implements LoopSession, PeerListener {
    final SimulatedLoop loop;
    final PeerFactory peers;
    final IceCredentials local;

    @Nullable
    NegotiatedSession negotiated;

    @Nullable
    PeerTransport transport;

    @Nullable
    CloseReason closeReason;

    boolean connected;

    SimulatedPeer(SimulatedLoop loop, PeerFactory peers) {
        this.loop = loop;
        this.peers = peers;
        this.local = peers.newCredentials();
    }

    /** What this client offers. */
    abstract SessionDescription offer();

    /** Connects with what the server answered. */
    void answered(SessionDescription offer, String answer) {
        try {
            negotiated = AnswerReader.read(offer, SessionDescription.parse(answer));
        } catch (Exception e) {
            throw new AssertionError("the answer cannot be read:\n" + answer, e);
        }
        NegotiatedSession session = negotiated();
        List<InetSocketAddress> addresses = session.peer().candidates().stream()
                .map(IceCandidate::parse)
                .filter(Objects::nonNull)
                .map(IceCandidate::socketAddress)
                .flatMap(Optional::stream)
                .toList();
        IceCredentials remote =
                new IceCredentials(session.peer().iceUfrag(), session.peer().icePwd());
        transport = peers.controlling(loop, this, local, remote, addresses, Negotiation.trust(session), this);
        transport().start(loop.nowNs());
    }

    NegotiatedSession negotiated() {
        return Objects.requireNonNull(negotiated);
    }

    PeerTransport transport() {
        return Objects.requireNonNull(transport);
    }

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public void fail(Throwable cause) {
        throw new AssertionError(cause);
    }

    @Override
    public void connected(long nowNs) {
        connected = true;
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        closeReason = reason;
    }
}

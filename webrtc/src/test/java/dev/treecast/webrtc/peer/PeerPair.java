package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.simulation.ScriptedChannels;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server's transport (ICE-lite) and a client's, in a simulated network. The client may be left out. */
final class PeerPair {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    static final IceCredentials SERVER = new IceCredentials("srvrsrvr", "serverserverserverserver");
    static final IceCredentials CLIENT = new IceCredentials("viewview", "viewerviewerviewerviewer");
    static final InetSocketAddress STRANGER = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.66"), 666);

    private static final DtlsFingerprint FINGERPRINT =
            Objects.requireNonNull(DtlsFingerprint.of("sha-256", new byte[32]));
    private static final int SSRC = 77;

    final SimulatedNetwork network = new SimulatedNetwork(1);
    final End server = new End(network.loop("10.0.0.1", 7_000));
    final End client = new End(network.loop("10.1.0.1", 40_000));
    PeerOptions options = PeerOptions.defaults();
    private int transactions;

    /** One end, with what it heard. */
    static final class End implements LoopSession, PeerListener {
        final SimulatedLoop loop;
        final List<byte[]> datagrams = new ArrayList<>();
        final List<byte[]> rtp = new ArrayList<>();
        final List<byte[]> rtcp = new ArrayList<>();
        final List<CloseReason> closed = new ArrayList<>();
        int connected;
        int moved;
        Runnable onRtp = () -> {};
        Runnable onClosed = () -> {};
        private @Nullable PeerTransport transport;

        End(SimulatedLoop loop) {
            this.loop = loop;
        }

        PeerTransport transport() {
            return Objects.requireNonNull(transport);
        }

        CloseReason.Kind closeKind() {
            return closed.getFirst().kind();
        }

        void start(PeerTransport made) {
            transport = made;
            made.start(loop.nowNs());
        }

        /** As the loop would bring it. */
        void receive(InetSocketAddress from, byte... data) {
            datagram(loop.nowNs(), from, data.clone(), 0, data.length);
            loop.reschedule(this);
        }

        @Override
        public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
            datagrams.add(Arrays.copyOfRange(data, offset, offset + length));
            transport().datagram(nowNs, from, data, offset, length);
        }

        @Override
        public long nextDeadlineNs() {
            return transport().nextDeadlineNs();
        }

        @Override
        public void timeout(long nowNs) {
            transport().timeout(nowNs);
        }

        @Override
        public void fail(Throwable cause) {
            transport().fail(cause);
        }

        @Override
        public void connected(long nowNs) {
            connected++;
        }

        @Override
        public void moved(long nowNs) {
            moved++;
        }

        @Override
        public void rtp(long nowNs, byte[] data, int offset, int length) {
            rtp.add(Arrays.copyOfRange(data, offset, offset + length));
            onRtp.run();
        }

        @Override
        public void rtcp(long nowNs, byte[] data, int offset, int length) {
            rtcp.add(Arrays.copyOfRange(data, offset, offset + length));
        }

        @Override
        public void closed(long nowNs, CloseReason reason) {
            closed.add(reason);
            onClosed.run();
        }
    }

    PeerFactory factory(PeerFactory.ChannelFactory channels) {
        return new PeerFactory(FINGERPRINT, channels, options, new SecureRandom());
    }

    PeerPair startServer() {
        return startServer(new ScriptedChannels(network));
    }

    PeerPair startServer(PeerFactory.ChannelFactory channels) {
        server.start(
                factory(channels).lite(server.loop, server, SERVER, CLIENT, chain -> null, DtlsRole.SERVER, server));
        return this;
    }

    PeerPair startClient() {
        client.start(factory(new ScriptedChannels(network))
                .controlling(
                        client.loop, client, CLIENT, SERVER, List.of(server.loop.address()), chain -> null, client));
        return this;
    }

    /** Both ends, up and running. */
    static PeerPair connected() {
        return connected(PeerOptions.defaults());
    }

    /** Both ends, up and running; these options are the server's. */
    static PeerPair connected(PeerOptions options) {
        PeerPair pair = new PeerPair();
        pair.options = options;
        pair.startServer();
        pair.options = PeerOptions.defaults();
        pair.startClient();
        boolean up = pair.network.runUntil(() -> pair.server.connected == 1 && pair.client.connected == 1, 5 * SECOND);
        if (!up) {
            throw new AssertionError("the pair did not connect");
        }
        return pair;
    }

    /** A nominating check, as a client with these credentials sends it. */
    byte[] check(IceCredentials receiver, IceCredentials sender) {
        byte[] transactionId = new byte[12];
        transactionId[11] = (byte) ++transactions;
        StunWriter writer = new StunWriter(300)
                .begin(StunMessage.BINDING_REQUEST, transactionId, 0)
                .username((receiver.usernameFragment() + ":" + sender.usernameFragment())
                        .getBytes(StandardCharsets.US_ASCII))
                .priority(1)
                .iceControlling(42)
                .useCandidate();
        return Arrays.copyOf(writer.buffer(), writer.finish(new MessageIntegrity(receiver.password())));
    }

    static byte[] rtp(int sequenceNumber) {
        byte[] out = new byte[1_400];
        byte[] payload = new byte[1_000];
        int length = new RtpWriter()
                .start(96, false, sequenceNumber, 0, SSRC)
                .finish(out, 0, out.length, payload, 0, payload.length);
        return Arrays.copyOf(out, length);
    }

    static PlainRtpPacket plain(int sequenceNumber) {
        byte[] packet = rtp(sequenceNumber);
        PlainRtpPacket plain = new PlainRtpPacket(packet.length);
        System.arraycopy(packet, 0, plain.bytes(), 0, packet.length);
        plain.written(packet.length);
        return plain;
    }

    static byte[] rtcp() {
        byte[] out = new byte[100];
        CompoundWriter writer = new CompoundWriter().start(out, 0, out.length);
        writer.append(new ReceiverReport(SSRC, List.of()));
        return Arrays.copyOf(out, writer.length());
    }

    static boolean send(End from, int sequenceNumber) {
        byte[] packet = rtp(sequenceNumber);
        return from.transport().sendRtp(packet, 0, packet.length);
    }
}

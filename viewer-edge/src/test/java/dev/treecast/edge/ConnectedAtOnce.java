package dev.treecast.edge;

import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.ice.IceAgent;
import dev.treecast.webrtc.ice.IceCounters;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.ice.IceOutput;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.peer.PeerTotals;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.RemoteTransport;
import dev.treecast.webrtc.sdp.Setup;
import dev.treecast.webrtc.signaling.IceSession;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Viewers whose transports are connected as soon as they start: no peer, but real encryption. */
final class ConnectedAtOnce {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5_000);
    static final IceCredentials CREDENTIALS = new IceCredentials("ufragufr", "passwordpasswordpassword");

    private ConnectedAtOnce() {}

    static ViewerSession viewer(EdgeStream stream, MediaLoop loop, Optional<NegotiatedMedia> video) {
        RemoteTransport peer = new RemoteTransport(
                "ufragufr", "passwordpasswordpassword", List.of(), Setup.ACTIVE, false, false, List.of(), true);
        NegotiatedSession negotiated = new NegotiatedSession(true, peer, Optional.empty(), video, Optional.empty());
        IceSession ice = new IceSession(
                CREDENTIALS,
                CREDENTIALS,
                new dev.treecast.webrtc.sdp.LocalTransport(
                        1,
                        "ufragufr",
                        "passwordpasswordpassword",
                        dev.treecast.webrtc.sdp.Fingerprint.of("sha-256", new byte[32]),
                        List.of()),
                () -> CREDENTIALS);
        ViewerSession viewer = new ViewerSession(
                "abcdefgh",
                stream,
                loop,
                EdgeOptions.defaults(),
                negotiated,
                Optional.empty(),
                ice,
                (ended, reason) -> stream.closed(ended));
        PeerTransport transport = new PeerTransport(
                loop,
                viewer,
                new Ice(),
                List.of(),
                DtlsRole.CLIENT,
                (guarded, events) -> new Dtls(events),
                PeerOptions.defaults(),
                new PeerTotals(),
                viewer);
        viewer.start(transport, DataChannelApplication.NONE);
        return viewer;
    }

    private static final class Ice implements IceAgent {
        private final IceCounters counters = new IceCounters();
        private boolean told;

        @Override
        public IceCredentials localCredentials() {
            return CREDENTIALS;
        }

        @Override
        public void start(long nowNs) {}

        @Override
        public void handle(long nowNs, InetSocketAddress from, byte[] data, int offset, int length, IceOutput output) {}

        @Override
        public void poll(long nowNs, IceOutput output) {
            if (!told) {
                told = true;
                output.selected(PEER);
            }
        }

        @Override
        public long nextDeadlineNs() {
            return NO_DEADLINE;
        }

        @Override
        public IceCounters counters() {
            return counters;
        }
    }

    private record Dtls(DtlsListener events) implements SecureChannel {
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
}

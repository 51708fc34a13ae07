package dev.treecast.webrtc.ice;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;

/** Names and hand-made checks that the ICE tests share. */
final class IceFixtures {
    static final IceCredentials SERVER = new IceCredentials("srvrsrvr", "serverserverserverserver");
    static final IceCredentials SERVER_RESTARTED = new IceCredentials("srvr0002", "server2server2server2ser");
    static final IceCredentials VIEWER = new IceCredentials("viewview", "viewerviewerviewerviewer");
    static final IceCredentials VIEWER_RESTARTED = new IceCredentials("view0002", "viewer2viewer2viewer2vie");

    static final InetSocketAddress SERVER_ADDRESS = address("192.0.2.1", 7000);
    static final InetSocketAddress HOME = address("198.51.100.7", 40000);
    static final InetSocketAddress MOBILE = address("203.0.113.9", 50000);
    static final InetSocketAddress STRANGER = address("203.0.113.66", 666);

    static final IceOptions OPTIONS = IceOptions.defaults();
    static final long SECOND = 1_000_000_000L;
    static final long MILLISECOND = 1_000_000L;

    /** Not zero, and near the end of the range: monotonic clocks may be anywhere. */
    static final long START = nearTheEndOfTheRange();

    private static int transactions;

    private IceFixtures() {}

    static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    /** A check as the viewer sends it to the server. */
    static byte[] check() {
        return check(SERVER, VIEWER, w -> {});
    }

    static byte[] nominating() {
        return check(SERVER, VIEWER, StunWriter::useCandidate);
    }

    static byte[] check(IceCredentials receiver, IceCredentials sender, Consumer<StunWriter> more) {
        StunWriter writer = begin(receiver.usernameFragment() + ":" + sender.usernameFragment())
                .priority(1)
                .iceControlling(42);
        more.accept(writer);
        int length = writer.finish(new MessageIntegrity(receiver.password()));
        return Arrays.copyOf(writer.buffer(), length);
    }

    static StunWriter begin(String username) {
        byte[] transactionId = new byte[12];
        transactionId[11] = (byte) ++transactions;
        transactionId[10] = (byte) (transactions >>> 8);
        return new StunWriter(600)
                .begin(StunMessage.BINDING_REQUEST, transactionId, 0)
                .username(username.getBytes(UTF_8));
    }

    private static long nearTheEndOfTheRange() {
        return Long.MAX_VALUE - 20 * SECOND;
    }
}

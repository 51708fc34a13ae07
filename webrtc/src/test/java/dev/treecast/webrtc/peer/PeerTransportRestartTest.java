package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.ice.IceCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class PeerTransportRestartTest {
    private static final IceCredentials SERVER_AGAIN = new IceCredentials("srvr0002", "server2server2server2ser");
    private static final IceCredentials CLIENT_AGAIN = new IceCredentials("view0002", "viewer2viewer2viewer2vie");
    private static final InetSocketAddress MOBILE = new InetSocketAddress(InetAddress.ofLiteral("10.9.9.9"), 50_000);

    private final PeerPair pair = PeerPair.connected();

    @Test
    void shouldKeepMediaFlowingWhileThePeerHasNotTakenItUp() {
        pair.server.transport().restart(SERVER_AGAIN, CLIENT_AGAIN);
        for (int i = 0; i < 60; i++) {
            assertThat(PeerPair.send(pair.server, i)).isTrue();
            assertThat(PeerPair.send(pair.client, i)).isTrue();
            pair.network.runFor(SECOND);
        }
        assertThat(pair.client.rtp).hasSize(60);
        assertThat(pair.server.rtp).hasSize(60);
        assertThat(pair.server.closed).isEmpty();
    }

    @Test
    void shouldMoveToThePathThatTheNewCredentialsProve() {
        PeerPair.send(pair.server, 1);
        pair.network.runFor(50 * MS);
        assertThat(pair.server.moved).isZero();
        pair.server.transport().restart(SERVER_AGAIN, CLIENT_AGAIN);
        pair.network.move(pair.client.loop, MOBILE);
        pair.server.receive(MOBILE, pair.check(SERVER_AGAIN, CLIENT_AGAIN));
        assertThat(pair.server.transport().remoteAddress()).contains(MOBILE);
        assertThat(pair.server.moved).as("the session hears of it").isEqualTo(1);
        assertThat(pair.server.connected).as("the keys are the same").isEqualTo(1);
        assertThat(PeerPair.send(pair.server, 2)).isTrue();
        PeerPair.send(pair.client, 3);
        pair.network.runFor(50 * MS);
        assertThat(pair.client.rtp).hasSize(2);
        assertThat(pair.server.rtp).hasSize(1);
    }

    @Test
    void shouldRouteChecksWithTheNewFragment() {
        pair.server.transport().restart(SERVER_AGAIN, CLIENT_AGAIN);
        long unrouted = pair.server.loop.unrouted;
        int before = pair.server.datagrams.size();
        byte[] check = pair.check(SERVER_AGAIN, CLIENT_AGAIN);
        pair.client.loop.send(pair.server.loop.address(), check, 0, check.length);
        pair.network.runFor(50 * MS);
        assertThat(pair.server.loop.unrouted).isEqualTo(unrouted);
        assertThat(pair.server.datagrams).hasSizeGreaterThan(before);
    }

    @Test
    void shouldIgnoreTheOldCredentialsOnceTheNewOnesAreProven() {
        pair.server.transport().restart(SERVER_AGAIN, CLIENT_AGAIN);
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER_AGAIN, CLIENT_AGAIN));
        pair.server.receive(MOBILE, pair.check(PeerPair.SERVER, PeerPair.CLIENT));
        assertThat(pair.server.transport().remoteAddress()).contains(pair.client.loop.address());
        PeerPair.send(pair.server, 1);
        pair.network.runFor(50 * MS);
        assertThat(pair.client.rtp).hasSize(1);
    }

    @Test
    void shouldNotBeAskedOfAClient() {
        assertThatThrownBy(() -> pair.client.transport().restart(SERVER_AGAIN, CLIENT_AGAIN))
                .isInstanceOf(IllegalStateException.class);
    }
}

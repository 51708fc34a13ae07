package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.CLIENT;
import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SECOND;
import static dev.treecast.webrtc.peer.PeerPair.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.ice.IceCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A NAT gives a peer another address, and neither end is told: media follows an authentic check, and nothing else. */
class PeerTransportRebindingTest {
    private static final InetSocketAddress REBOUND = new InetSocketAddress(InetAddress.ofLiteral("10.1.0.1"), 61_234);

    private final PeerPair pair = PeerPair.connected();
    private final InetSocketAddress before = pair.client.loop.address();

    @Test
    void shouldFollowTheNextCheck() {
        pair.network.move(pair.client.loop, REBOUND);
        int sequence = 0;
        boolean moved = false;
        while (!moved && sequence < 200) {
            PeerPair.send(pair.server, ++sequence);
            PeerPair.send(pair.client, sequence);
            pair.network.runFor(100 * MS);
            moved = pair.server.moved > 0;
            if (!moved) {
                assertThat(pair.client.rtp)
                        .as("what is sent goes to where the peer was")
                        .isEmpty();
                assertThat(pair.server.rtp).as("nobody vouches for the address").isEmpty();
            }
        }
        assertThat(moved).as("its consent checks nominate").isTrue();
        assertThat(pair.server.transport().remoteAddress()).contains(REBOUND);
        int clientHad = pair.client.rtp.size();
        int serverHad = pair.server.rtp.size();
        for (int i = 0; i < 10; i++) {
            PeerPair.send(pair.server, ++sequence);
            PeerPair.send(pair.client, sequence);
        }
        pair.network.runFor(SECOND);
        assertThat(pair.client.rtp).hasSize(clientHad + 10);
        assertThat(pair.server.rtp).hasSize(serverHad + 10);
        assertThat(pair.server.connected).as("the keys are the same").isEqualTo(1);
        assertThat(pair.server.closed).isEmpty();
    }

    @Test
    void shouldNotFollowMediaHoweverAuthentic() {
        PeerPair.send(pair.client, 1);
        pair.network.runFor(50 * MS);
        byte[] authentic = pair.server.datagrams.getLast();
        long early = pair.server.transport().counters().tooEarly();
        pair.server.receive(REBOUND, authentic);
        assertThat(pair.server.transport().remoteAddress()).contains(before);
        assertThat(pair.server.rtp).hasSize(1);
        assertThat(pair.server.transport().counters().tooEarly()).isEqualTo(early + 1);
    }

    @Test
    void shouldNotFollowACheckThatIsNotAuthentic() {
        byte[] altered = pair.check(SERVER, CLIENT);
        altered[altered.length - 12] ^= 1;
        pair.server.receive(REBOUND, altered);
        IceCredentials guessed = new IceCredentials(SERVER.usernameFragment(), "guessguessguessguessgues");
        pair.server.receive(REBOUND, pair.check(guessed, CLIENT));
        assertThat(pair.server.transport().remoteAddress()).contains(before);
        assertThat(pair.server.moved).isZero();
        PeerPair.send(pair.server, 1);
        pair.network.runFor(50 * MS);
        assertThat(pair.client.rtp).as("media still goes to the peer").hasSize(1);
    }
}

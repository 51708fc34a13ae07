package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.CLIENT;
import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PeerTransportCloseTest {

    @Test
    void shouldTellThePeer() {
        PeerPair pair = PeerPair.connected();
        pair.server.transport().close("done");
        assertThat(pair.server.closed).hasSize(1);
        assertThat(pair.server.closed.getFirst()).isEqualTo(new CloseReason(CloseReason.Kind.LOCAL, "done"));
        assertThat(pair.server.loop.sessions()).isZero();
        pair.network.runFor(50 * MS);
        assertThat(pair.client.closed).hasSize(1);
        assertThat(pair.client.closeKind()).isEqualTo(CloseReason.Kind.REMOTE);
        assertThat(pair.client.loop.sessions()).isZero();
    }

    @Test
    void shouldCloseOnce() {
        PeerPair pair = PeerPair.connected();
        pair.server.transport().close("done");
        pair.server.transport().close("again");
        pair.server.transport().closedByPeer("late");
        pair.server.transport().fail(new IllegalStateException("later"));
        assertThat(pair.server.closed).hasSize(1);
    }

    @Test
    void shouldDoNothingAnyMoreOnceClosed() {
        PeerPair pair = PeerPair.connected();
        pair.server.transport().close("done");
        long sent = pair.network.sent;
        assertThat(PeerPair.send(pair.server, 1)).isFalse();
        assertThat(pair.server.transport().sendRtcp(PeerPair.rtcp(), 0, 8)).isFalse();
        assertThat(pair.server.transport().resendRtp(PeerPair.plain(1), 1)).isFalse();
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        pair.server.receive(pair.client.loop.address(), PeerPair.rtp(1));
        pair.server.timeout(pair.network.nowNs());
        assertThat(pair.network.sent).isEqualTo(sent);
        assertThat(pair.server.closed).hasSize(1);
    }

    @Test
    void shouldSayThatThePeerEndedItWhenItSaidGoodbye() {
        PeerPair pair = PeerPair.connected();
        pair.server.transport().closedByPeer("bye");
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.REMOTE);
    }

    @Test
    void shouldEndASessionWhoseListenerThrew() {
        PeerPair pair = PeerPair.connected();
        RuntimeException fault = new IllegalStateException("a fault of the test's");
        pair.server.onRtp = () -> {
            throw fault;
        };
        PeerPair.send(pair.client, 1);
        assertThatThrownBy(() -> pair.network.runFor(50 * MS)).isSameAs(fault);
        // What a loop does with what a session throws at it.
        pair.server.fail(fault);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.INTERNAL);
        assertThat(pair.server.loop.sessions()).isZero();
        pair.network.runFor(50 * MS);
        assertThat(pair.client.closeKind()).isEqualTo(CloseReason.Kind.REMOTE);
    }

    @Test
    void shouldBeGoneEvenWhenTheListenerThrowsAtTheEnd() {
        PeerPair pair = PeerPair.connected();
        pair.server.onClosed = () -> {
            throw new IllegalStateException("a fault of the test's");
        };
        assertThatThrownBy(() -> pair.server.transport().close("done")).isInstanceOf(IllegalStateException.class);
        assertThat(pair.server.transport().state()).isEqualTo(PeerState.CLOSED);
        assertThat(pair.server.loop.sessions()).isZero();
        pair.server.fail(new IllegalStateException("again"));
        assertThat(pair.server.closed).hasSize(1);
    }

    @Test
    void shouldLetAListenerCloseFromWithinAPacket() {
        PeerPair pair = PeerPair.connected();
        pair.server.onRtp = () -> pair.server.transport().close("enough");
        PeerPair.send(pair.client, 1);
        PeerPair.send(pair.client, 2);
        pair.network.runFor(50 * MS);
        assertThat(pair.server.rtp).hasSize(1);
        assertThat(pair.server.closed).hasSize(1);
        assertThat(pair.client.closeKind()).isEqualTo(CloseReason.Kind.REMOTE);
    }

    @Test
    void shouldEndWhenTheHandshakeAgreedOnNothingKnown() {
        RecordingChannel[] channel = new RecordingChannel[1];
        PeerPair pair = new PeerPair().startServer((role, expected, loop, events) -> {
            channel[0] = new RecordingChannel(events);
            return channel[0];
        });
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        channel[0].establish(0x4242);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.HANDSHAKE_FAILED);
        assertThat(channel[0].closes).isEqualTo(1);
        channel[0].establish();
        assertThat(pair.server.connected).as("too late").isZero();
    }
}

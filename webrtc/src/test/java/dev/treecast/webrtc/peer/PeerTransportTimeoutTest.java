package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.CLIENT;
import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SECOND;
import static dev.treecast.webrtc.peer.PeerPair.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.simulation.PathConditions;
import org.junit.jupiter.api.Test;

class PeerTransportTimeoutTest {

    @Test
    void shouldGiveUpAnOfferThatNobodyTakesUp() {
        PeerPair pair = new PeerPair().startServer();
        pair.network.runFor(15 * SECOND - MS);
        assertThat(pair.server.closed).isEmpty();
        pair.network.runFor(2 * MS);
        assertThat(pair.server.closed).hasSize(1);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.NO_CONNECTIVITY);
        assertThat(pair.server.closed.getFirst().detail()).contains("15 s");
        assertGone(pair.server);
    }

    @Test
    void shouldGiveUpAHandshakeThatDoesNotFinish() {
        PeerPair pair = new PeerPair().startServer((role, expected, loop, events) -> new RecordingChannel(events));
        pair.network.runFor(3 * SECOND);
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        pair.network.runFor(10 * SECOND - MS);
        // Checks alone are no progress.
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        assertThat(pair.server.closed).isEmpty();
        pair.network.runFor(2 * MS);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.HANDSHAKE_FAILED);
        assertGone(pair.server);
    }

    @Test
    void shouldEndASessionWhosePeerFellSilent() {
        PeerPair pair = PeerPair.connected();
        pair.network.runFor(60 * SECOND);
        assertThat(pair.server.closed)
                .as("checks of consent keep a quiet session")
                .isEmpty();
        pair.network.conditionsFrom(
                pair.client.loop.address(), PathConditions.clean().withLoss(1));
        pair.network.runFor(20 * MS);
        long heardNs = pair.server.transport().heardNs();
        assertThat(pair.network.nowNs() - heardNs).isLessThan(7 * SECOND);
        boolean ended = pair.network.runUntil(() -> !pair.server.closed.isEmpty(), 20 * SECOND);
        assertThat(ended).isTrue();
        assertThat(pair.network.nowNs() - heardNs).isBetween(15 * SECOND, 15 * SECOND + 2 * MS);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.SILENCE);
        assertGone(pair.server);
    }

    @Test
    void shouldNotTakeGarbageForASignOfLife() {
        PeerPair pair = new PeerPair();
        RecordingChannel[] channel = new RecordingChannel[1];
        pair.startServer((role, expected, loop, events) -> {
            channel[0] = new RecordingChannel(events);
            return channel[0];
        });
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        channel[0].establish();
        // Strangers and garbage are none.
        for (int i = 0; i < 14; i++) {
            pair.network.runFor(SECOND);
            pair.server.receive(PeerPair.STRANGER, PeerPair.rtp(i));
            pair.server.receive(pair.client.loop.address(), PeerPair.rtp(i));
        }
        pair.network.runFor(SECOND + MS);
        assertThat(pair.server.closeKind()).isEqualTo(CloseReason.Kind.SILENCE);
    }

    @Test
    void shouldEndAClientWhoseServerFellSilent() {
        PeerPair pair = PeerPair.connected();
        pair.network.conditionsFrom(
                pair.server.loop.address(), PathConditions.clean().withLoss(1));
        pair.network.runFor(31 * SECOND);
        assertThat(pair.client.closeKind()).isEqualTo(CloseReason.Kind.SILENCE);
    }

    private static void assertGone(PeerPair.End end) {
        assertThat(end.transport().state()).isEqualTo(PeerState.CLOSED);
        assertThat(end.loop.sessions()).isZero();
        assertThat(end.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
        assertThat(end.closed).hasSize(1);
    }
}

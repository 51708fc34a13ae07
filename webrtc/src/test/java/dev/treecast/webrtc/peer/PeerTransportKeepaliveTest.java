package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTransportKeepaliveTest {
    private final PeerPair pair =
            PeerPair.connected(PeerOptions.defaults().withKeepalives());

    @Test
    void shouldLetASilentPathBeHeardEachQuarterOfASecond() {
        pair.network.runFor(10 * SECOND);
        assertThat(pair.client.rtcp).hasSizeBetween(39, 41);
        byte[] report = pair.client.rtcp.getFirst();
        assertThat(report).as("an empty receiver report").hasSize(8).startsWith(0x80, 201, 0, 1);
    }

    @Test
    void shouldSayNothingMoreWhereMediaIsSent() {
        for (int i = 0; i < 100; i++) {
            PeerPair.send(pair.server, i);
            pair.network.runFor(100 * MS);
        }
        assertThat(pair.client.rtcp).isEmpty();
        pair.network.runFor(SECOND);
        assertThat(pair.client.rtcp).hasSizeBetween(3, 4);
    }

    @Test
    void shouldBeQuietWhereNobodyAskedForIt() {
        PeerPair quiet = PeerPair.connected();
        quiet.network.runFor(10 * SECOND);
        assertThat(quiet.client.rtcp).isEmpty();
    }
}

package dev.treecast.webrtc.datachannel;

import static dev.treecast.webrtc.datachannel.DataChannelPair.MS;
import static dev.treecast.webrtc.datachannel.DataChannelPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.simulation.PathConditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes and data whose packets get lost, windows that close, peers that fall silent. */
class RetransmissionTest {
    private final DataChannelPair pair = new DataChannelPair(21);

    private static int firstChunk(byte[] packet) {
        return packet[12] & 0xff;
    }

    /** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK: the first two of each from either end are lost. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 11})
    void shouldConnectWhenAHandshakePacketIsLost(int chunkType) {
        int[] lost = {0, 0};
        pair.client.swallow = packet -> firstChunk(packet) == chunkType && lost[0]++ < 2;
        pair.server.swallow = packet -> firstChunk(packet) == chunkType && lost[1]++ < 2;
        pair.connect();

        assertThat(pair.client.connected).isEqualTo(1);
        assertThat(pair.server.connected).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldConnectWhenOnlyOneEndStarts(boolean client) {
        (client ? pair.client : pair.server).start();
        pair.runFor(SECOND);

        assertThat(pair.client.transport.isConnected()).isTrue();
        assertThat(pair.server.transport.isConnected()).isTrue();
    }

    @Test
    void shouldConnectInOneAndAHalfRoundTripsWhenBothStartAtOnce() {
        long startNs = pair.nowNs();
        pair.connect();
        assertThat(pair.nowNs() - startNs).isEqualTo(30 * MS);
    }

    @Test
    void shouldConnectWhateverTheOrderOfPackets() {
        for (int seed = 0; seed < 300; seed++) {
            DataChannelPair shuffled = new DataChannelPair(seed);
            shuffled.path(new PathConditions(5 * MS, 300 * MS, 0.2, 0.3));
            DataChannel ctl = shuffled.negotiated(0, "ctl", Reliability.reliable());
            shuffled.connect();
            shuffled.client.send(ctl, "hello");
            shuffled.server.send(shuffled.serverChannel(0), "hello");
            shuffled.runFor(30 * SECOND);
            assertThat(shuffled.client.strings()).as("seed " + seed).containsExactly("hello");
            assertThat(shuffled.server.strings()).as("seed " + seed).containsExactly("hello");
        }
    }

    @Test
    void shouldSendAgainAfterThreeMissesWithoutWaitingForTheTimer() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        int[] packets = {0};
        pair.client.swallow = packet -> firstChunk(packet) == 0 && ++packets[0] == 1;
        for (int i = 0; i < 6; i++) {
            pair.client.send(ctl, "m" + i);
            pair.runFor(MS);
        }
        pair.runFor(60 * MS);

        assertThat(pair.server.strings()).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
    }

    @Test
    void shouldDoubleItsTimerUpToThreeSecondsAndThenGiveUp() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        pair.runFor(SECOND);
        List<Long> sentMs = new ArrayList<>();
        pair.client.swallow = packet -> {
            sentMs.add(pair.nowNs() / MS);
            return true;
        };
        pair.client.send(ctl, "into the void");
        pair.runFor(60 * SECOND);

        List<Long> waits = IntStream.range(1, sentMs.size())
                .mapToObj(i -> sentMs.get(i) - sentMs.get(i - 1))
                .toList();
        assertThat(waits.get(1)).isEqualTo(2 * waits.get(0));
        assertThat(waits)
                .allMatch(ms -> ms <= 3_000)
                .hasSize(SctpOptions.defaults().retransmissionsMax() + 1);
        assertThat(pair.client.closeReason).isEqualTo("the peer does not answer");
        assertThat(pair.client.transport.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldProbeAClosedWindowAndGoOnWhenItOpens() {
        SctpOptions tight = SctpOptions.defaults().withBounds(8_192, 8_192, 262_144, 65_536);
        DataChannelPair narrow = new DataChannelPair(22, SctpOptions.defaults(), tight);
        DataChannel ctl = narrow.negotiated(0, "ctl", Reliability.reliable());
        narrow.connect();
        // The first fragment is lost for a while, so that the rest fills the window.
        long untilNs = narrow.nowNs() + 2 * SECOND;
        Set<Integer> first = new HashSet<>();
        narrow.client.swallow = packet -> {
            if (firstChunk(packet) != 0 || narrow.nowNs() > untilNs) {
                return false;
            }
            int tsn = Arrays.hashCode(Arrays.copyOfRange(packet, 16, 20));
            first.add(tsn);
            return first.size() == 1;
        };
        for (int i = 0; i < 30; i++) {
            narrow.client.send(ctl, false, new byte[7_000]);
        }
        narrow.runFor(60 * SECOND);

        assertThat(narrow.server.messages).hasSize(30);
        assertThat(narrow.client.closed).isZero();
    }

    @Test
    void shouldEndTheAssociationOverAMessageThatIsTooLong() {
        SctpOptions tight = SctpOptions.defaults().withBounds(65_536, 4_096, 262_144, 65_536);
        DataChannelPair narrow = new DataChannelPair(23, SctpOptions.defaults(), tight);
        DataChannel ctl = narrow.negotiated(0, "ctl", Reliability.reliable());
        narrow.connect();
        narrow.client.send(ctl, false, new byte[4_096]);
        narrow.runFor(SECOND);
        assertThat(narrow.server.messages).hasSize(1);
        narrow.client.send(ctl, false, new byte[4_097]);
        narrow.runFor(SECOND);

        assertThat(narrow.server.messages).hasSize(1);
        assertThat(narrow.server.closed).isEqualTo(1);
        assertThat(narrow.client.closeReason).isEqualTo("aborted by the peer, cause 13");
    }

    @Test
    void shouldAskAPeerThatIsSilentAndHearIt() {
        pair.connect();
        long before = pair.client.packets;
        pair.runFor(301 * SECOND);

        assertThat(pair.client.packets - before).isBetween(10L, 22L);
        assertThat(pair.client.transport.isConnected()).isTrue();
        pair.server.swallow = packet -> true;
        pair.client.swallow = packet -> true;
        pair.runFor(600 * SECOND);
        assertThat(pair.client.closeReason).isEqualTo("the peer does not answer");
    }

    @Test
    void shouldCloseChannelsOnABadNetwork() {
        for (int seed = 0; seed < 30; seed++) {
            DataChannelPair bad = new DataChannelPair(seed);
            bad.path(new PathConditions(10 * MS, 40 * MS, 0.15, 0.15));
            bad.connect();
            for (int round = 0; round < 5; round++) {
                DataChannel mine = bad.client.transport.open(bad.nowNs(), "r" + round, "", Reliability.reliable());
                bad.client.send(mine, "a");
                bad.client.send(mine, "b");
                mine.close(bad.nowNs());
                bad.client.reschedule();
                bad.runFor(20 * SECOND);
                assertThat(bad.client.transport.channels()).as("seed " + seed).isEmpty();
                assertThat(bad.server.transport.channels()).as("seed " + seed).isEmpty();
            }
            assertThat(bad.server.strings()).containsExactly("a", "b", "a", "b", "a", "b", "a", "b", "a", "b");
            assertThat(bad.client.channelsClosed).hasSize(5);
            assertThat(bad.server.channelsClosed).hasSize(5);
        }
    }

    @Test
    void shouldShutDownOnABadNetwork() {
        for (int seed = 0; seed < 30; seed++) {
            DataChannelPair bad = new DataChannelPair(seed);
            DataChannel ctl = bad.negotiated(0, "ctl", Reliability.reliable());
            bad.path(new PathConditions(10 * MS, 40 * MS, 0.15, 0.15));
            bad.connect();
            for (int i = 0; i < 20; i++) {
                bad.client.send(ctl, false, new byte[3_000]);
            }
            bad.client.transport.shutdown(bad.nowNs());
            if (seed % 3 == 0) {
                bad.server.transport.shutdown(bad.nowNs());
                bad.server.reschedule();
            }
            bad.client.reschedule();
            bad.runFor(60 * SECOND);
            assertThat(bad.client.closed).as("seed " + seed).isEqualTo(1);
            assertThat(bad.server.messages).as("seed " + seed).hasSize(20);
        }
    }
}

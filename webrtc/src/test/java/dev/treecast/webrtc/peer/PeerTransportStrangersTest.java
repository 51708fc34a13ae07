package dev.treecast.webrtc.peer;

import static dev.treecast.webrtc.peer.PeerPair.CLIENT;
import static dev.treecast.webrtc.peer.PeerPair.MS;
import static dev.treecast.webrtc.peer.PeerPair.SERVER;
import static dev.treecast.webrtc.peer.PeerPair.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What comes from elsewhere, too early, or is nothing at all. */
class PeerTransportStrangersTest {
    private static final byte[] HELLO = {22, 1, 0, 0};

    private final List<RecordingChannel> channels = new ArrayList<>();
    private final PeerPair pair = new PeerPair().startServer((role, expected, loop, events) -> {
        RecordingChannel channel = new RecordingChannel(events);
        channels.add(channel);
        return channel;
    });
    private final PeerTransport transport = pair.server.transport();

    private RecordingChannel channel() {
        return channels.getFirst();
    }

    @Test
    void shouldKeepDtlsFromTheChannelBeforeAValidCheck() {
        pair.server.receive(STRANGER, HELLO);
        assertThat(channel().starts).isZero();
        assertThat(channel().datagrams).isZero();
        assertThat(transport.counters().tooEarly()).isEqualTo(1);
        assertThat(pair.network.sent).as("nothing goes back").isZero();

        pair.server.receive(STRANGER, pair.check(new IceCredentials("srvrsrvr", "guessguessguessguessgues"), CLIENT));
        pair.server.receive(STRANGER, HELLO);
        assertThat(transport.state()).isEqualTo(PeerState.CONNECTING);
        assertThat(channel().datagrams).as("a check with the wrong password").isZero();
        assertThat(pair.network.sent).isZero();
    }

    @Test
    void shouldBeginTheHandshakeWithTheClientsFirstDatagram() {
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        assertThat(transport.state()).isEqualTo(PeerState.SECURING);
        assertThat(transport.remoteAddress()).contains(pair.client.loop.address());
        assertThat(channel().starts).as("who never says hello takes no place").isZero();
        pair.server.receive(pair.client.loop.address(), HELLO);
        pair.server.receive(pair.client.loop.address(), HELLO);
        assertThat(channel().starts).isEqualTo(1);
        assertThat(channel().datagrams).isEqualTo(2);
        pair.server.receive(STRANGER, HELLO);
        assertThat(channel().datagrams).as("another address").isEqualTo(2);
    }

    @Test
    void shouldDropMediaBeforeThereAreKeys() {
        pair.server.receive(pair.client.loop.address(), pair.check(SERVER, CLIENT));
        pair.server.receive(pair.client.loop.address(), PeerPair.rtp(1));
        assertThat(transport.counters().tooEarly()).isEqualTo(1);
        assertThat(pair.server.rtp).isEmpty();
        assertThat(PeerPair.send(pair.server, 1)).isFalse();
        assertThat(transport.sendRtcp(PeerPair.rtcp(), 0, 8)).isFalse();
    }

    @Test
    void shouldDropMediaFromAnAddressThatPassedNoCheck() {
        PeerPair up = PeerPair.connected();
        PeerPair.send(up.client, 1);
        up.network.runFor(50 * MS);
        assertThat(up.server.rtp).hasSize(1);
        byte[] encrypted = up.server.datagrams.getLast();
        long before = up.server.transport().counters().tooEarly();
        up.server.receive(STRANGER, encrypted);
        assertThat(up.server.transport().counters().tooEarly()).isEqualTo(before + 1);
        assertThat(up.server.transport().counters().replayed()).isZero();
    }

    @Test
    void shouldCountWhatItDropsByItsReason() {
        PeerPair up = PeerPair.connected();
        PeerPair.send(up.client, 1);
        up.network.runFor(50 * MS);
        byte[] encrypted = up.server.datagrams.getLast();
        PeerCounters counters = up.server.transport().counters();

        up.server.receive(up.client.loop.address(), encrypted);
        assertThat(counters.replayed()).isEqualTo(1);

        byte[] forged = encrypted.clone();
        forged[3]++;
        forged[forged.length - 1]++;
        up.server.receive(up.client.loop.address(), forged);
        assertThat(counters.unauthenticated()).isEqualTo(1);

        byte[] forgedReport = {
            (byte) 0x80,
            (byte) 201,
            0,
            1,
            0,
            0,
            0,
            77,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            11,
            12,
            13,
            14,
            15,
            16,
            (byte) 0x80,
            0,
            0,
            9
        };
        up.server.receive(up.client.loop.address(), forgedReport);
        assertThat(counters.unauthenticated()).isEqualTo(2);

        int malformed = 0;
        for (int first : new int[] {4, 19, 64, 127, 192, 255}) {
            up.server.receive(up.client.loop.address(), (byte) first, (byte) 1, (byte) 2);
            assertThat(counters.malformed()).as("first byte %d", first).isEqualTo(++malformed);
        }
        up.server.receive(up.client.loop.address(), (byte) 0x80, (byte) 96, (byte) 0);
        assertThat(counters.malformed()).as("cut short").isEqualTo(malformed + 1);
        assertThat(up.server.rtp).hasSize(1);
        assertThat(up.server.rtcp).isEmpty();
        assertThat(up.server.transport().state()).isEqualTo(PeerState.CONNECTED);
    }

    @Test
    void shouldTellReportsFromMedia() {
        PeerPair up = PeerPair.connected();
        byte[] report = PeerPair.rtcp();
        assertThat(up.client.transport().sendRtcp(report, 0, report.length)).isTrue();
        PeerPair.send(up.client, 9);
        up.network.runFor(50 * MS);
        assertThat(up.server.rtcp).hasSize(1).first().isEqualTo(report);
        assertThat(up.server.rtp).hasSize(1).first().isEqualTo(PeerPair.rtp(9));
    }

    @Test
    void shouldSurviveRandomBytes() {
        PeerPair up = new PeerPair().startServer((role, expected, loop, events) -> {
            RecordingChannel channel = new RecordingChannel(events);
            channels.add(channel);
            return channel;
        });
        up.server.receive(up.client.loop.address(), up.check(SERVER, CLIENT));
        channels.getLast().establish();
        PeerTransport target = up.server.transport();
        assertThat(target.state()).isEqualTo(PeerState.CONNECTED);
        long sent = up.network.sent;
        long before = target.counters().datagramsIn();
        SplittableRandom random = new SplittableRandom(1);
        byte[] data = new byte[200];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(data);
            int length = random.nextInt(1, data.length);
            target.datagram(
                    up.network.nowNs(),
                    random.nextBoolean() ? STRANGER : up.client.loop.address(),
                    data,
                    random.nextInt(data.length - length),
                    length);
        }
        assertThat(target.state()).isEqualTo(PeerState.CONNECTED);
        assertThat(target.counters().datagramsIn()).isEqualTo(before + 100_000);
        assertThat(up.server.rtp).isEmpty();
        assertThat(up.server.rtcp).isEmpty();
        assertThat(up.network.sent).as("nothing was answered").isEqualTo(sent);
        assertThat(target.counters().tooEarly()).isPositive();
        assertThat(target.counters().malformed()).isPositive();
        assertThat(target.counters().unauthenticated()).isPositive();
    }
}

package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static dev.treecast.webrtc.dtls.DtlsPair.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsLossTest {
    private static final int CHANGE_CIPHER_SPEC = 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldHandshakeThroughLossDuplicationAndReordering(long seed) throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            SplittableRandom random = new SplittableRandom(seed);
            pair.client.wire = new BadWire(random.split(), null);
            pair.server.wire = new BadWire(random.split(), null);

            pair.establish();

            assertThat(get(pair.client.established).exporterMaterial())
                    .isEqualTo(get(pair.server.established).exporterMaterial());
            heal(pair);
        }
    }

    @Test
    void shouldSendItsLastFlightAgainAfterTheHandshakeWhenItWasLost() throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            AtomicInteger lastFlights = new AtomicInteger();
            pair.server.wire = datagram -> datagram[0] == CHANGE_CIPHER_SPEC && lastFlights.incrementAndGet() <= 2
                    ? List.of()
                    : List.of(datagram);

            pair.start();

            get(pair.server.established);
            until(() -> pair.gate.running() <= 1); // the server's thread is gone
            get(pair.client.established);
            assertThat(lastFlights).hasValueGreaterThanOrEqualTo(3);
            heal(pair);
        }
    }

    @Test
    void shouldHandshakeWithGarbageBetweenTheDatagrams() throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            SplittableRandom random = new SplittableRandom(42);
            pair.client.wire = datagram -> List.of(garbage(random), datagram, garbage(random));
            pair.server.wire = datagram -> List.of(garbage(random), datagram, garbage(random));

            pair.establish();

            heal(pair);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveRandomBytes(long seed) throws Exception {
        try (DtlsPair pair = new DtlsPair().establish()) {
            pair.client.say("before".getBytes(UTF_8));
            assertThat(pair.server.hear()).asString(UTF_8).isEqualTo("before");
            List<byte[]> seen = pair.onLoop(() -> List.copyOf(pair.client.sent));
            SplittableRandom random = new SplittableRandom(seed);

            pair.onLoop(() -> {
                for (int i = 0; i < 20_000; i++) {
                    pair.server.deliver(garbage(random));
                    pair.server.deliver(mutated(seen.get(random.nextInt(seen.size())), random));
                }
                return true;
            });

            assertThat(pair.server.closed).isNotDone();
            assertThat(pair.server.received).isEmpty();
            heal(pair);
        }
    }

    @Test
    void shouldNotHandOnAReplayedRecord() throws Exception {
        try (DtlsPair pair = new DtlsPair().establish()) {
            pair.client.wire = datagram -> List.of(datagram, datagram, datagram);
            pair.client.say("once".getBytes(UTF_8));
            pair.client.say("last".getBytes(UTF_8));

            assertThat(pair.server.hear()).asString(UTF_8).isEqualTo("once");
            assertThat(pair.server.hear()).asString(UTF_8).isEqualTo("last");
        }
    }

    @Test
    void shouldIgnoreAlertsInTheClearAfterTheHandshake() throws Exception {
        byte[] fatal = {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40};
        byte[] closeNotify = {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 100, 0, 2, 1, 0};
        try (DtlsPair pair = new DtlsPair().establish()) {
            pair.onLoop(() -> {
                pair.server.deliver(fatal);
                pair.server.deliver(closeNotify);
                return true;
            });

            heal(pair);
            assertThat(pair.server.closed).isNotDone();
        }
    }

    @Test
    void shouldNotReserveWhatAPeerOnlyAnnounces() {
        byte[] announcing16MiB = new byte[13 + 12 + 1];
        announcing16MiB[0] = 22;
        announcing16MiB[1] = (byte) 0xFE;
        announcing16MiB[2] = (byte) 0xFD;
        announcing16MiB[12] = 13;
        announcing16MiB[13] = 1; // ClientHello
        announcing16MiB[14] = (byte) 0xFF;
        announcing16MiB[24] = 1;
        try (DtlsPair pair = new DtlsPair()) {
            assertThat(pair.onLoop(() -> {
                        pair.server.deliver(announcing16MiB);
                        return pair.server.session().receivedDropped();
                    }))
                    .isEqualTo(1);
        }
    }

    /** Faultless from here on: data gets through both ways. */
    private static void heal(DtlsPair pair) throws InterruptedException {
        pair.client.wire = List::of;
        pair.server.wire = List::of;
        pair.client.say("up".getBytes(UTF_8));
        pair.server.say("down".getBytes(UTF_8));
        assertThat(pair.server.hear()).asString(UTF_8).isEqualTo("up");
        assertThat(pair.client.hear()).asString(UTF_8).isEqualTo("down");
        until(() -> pair.gate.running() == 0);
    }

    /** First byte in DTLS's range of RFC 7983, the rest anything. */
    private static byte[] garbage(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(1, 200)];
        random.nextBytes(bytes);
        bytes[0] = (byte) random.nextInt(20, 64);
        if (bytes.length > 2 && random.nextBoolean()) {
            bytes[1] = (byte) 0xFE; // far enough to be read
            bytes[2] = (byte) 0xFD;
        }
        return bytes;
    }

    private static byte[] mutated(byte[] datagram, SplittableRandom random) {
        byte[] bytes = datagram.clone();
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt(1, 256);
        }
        return bytes;
    }

    /** Of 100 datagrams 15 are lost, 15 come twice and 15 come after the next one. */
    private static final class BadWire implements DtlsPair.Wire {
        private final SplittableRandom random;
        private byte @Nullable [] held;

        BadWire(SplittableRandom random, byte @Nullable [] held) {
            this.random = random;
            this.held = held;
        }

        @Override
        public List<byte[]> pass(byte[] datagram) {
            List<byte[]> arriving = new ArrayList<>();
            int dice = random.nextInt(100);
            byte[] earlier = held;
            held = null;
            if (dice < 15) {
                held = earlier;
                return arriving;
            }
            if (dice >= 30 && dice < 45 && earlier == null) {
                held = datagram;
                return arriving;
            }
            arriving.add(datagram);
            if (dice < 30) {
                arriving.add(datagram);
            }
            if (earlier != null) {
                arriving.add(earlier);
            }
            return arriving;
        }
    }
}

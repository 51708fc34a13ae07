package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.ALL_PROFILES;
import static dev.treecast.webrtc.dtls.DtlsPair.CLIENT_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.OPTIONS;
import static dev.treecast.webrtc.dtls.DtlsPair.SERVER_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static dev.treecast.webrtc.dtls.DtlsPair.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtlsSessionTest {
    @ParameterizedTest
    @CsvSource({"7, 56", "8, 88", "1, 60"})
    void shouldExportTheSameKeysOfTheProfilesLengthOnBothEnds(int profile, int bytes) {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.become(
                    DtlsRole.CLIENT,
                    CLIENT_CERTIFICATE,
                    SERVER_CERTIFICATE.fingerprint(),
                    new int[] {profile},
                    OPTIONS);

            pair.establish();

            DtlsPair.Established client = get(pair.client.established);
            DtlsPair.Established server = get(pair.server.established);
            assertThat(client.srtpProfile()).isEqualTo(profile);
            assertThat(server.srtpProfile()).isEqualTo(profile);
            assertThat(client.exporterMaterial()).hasSize(bytes).isEqualTo(server.exporterMaterial());
            assertThat(pair.onLoop(pair.server.session()::handshakeNs)).isPositive();
        }
    }

    @Test
    void shouldChooseTheProfileThatTheServerPrefers() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.become(
                    DtlsRole.CLIENT,
                    CLIENT_CERTIFICATE,
                    SERVER_CERTIFICATE.fingerprint(),
                    new int[] {1, 8, 7},
                    OPTIONS);

            pair.establish();

            assertThat(get(pair.client.established).srtpProfile()).isEqualTo(7);
        }
    }

    @Test
    void shouldFailWithoutACommonProfile() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.become(
                    DtlsRole.CLIENT, CLIENT_CERTIFICATE, SERVER_CERTIFICATE.fingerprint(), new int[] {1}, OPTIONS);
            pair.server.become(
                    DtlsRole.SERVER, SERVER_CERTIFICATE, CLIENT_CERTIFICATE.fingerprint(), new int[] {7}, OPTIONS);

            pair.start();

            assertThat(get(pair.server.closed))
                    .isEqualTo(new DtlsCloseReason(
                            Kind.HANDSHAKE_FAILED, "the peer offered no SRTP profile that we have"));
            assertThat(get(pair.client.closed).sentence()).contains("handshake_failure(40)");
        }
    }

    @Test
    void shouldRefuseAClientWhoseCertificateWasNotAnnounced() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.server.become(
                    DtlsRole.SERVER, SERVER_CERTIFICATE, SERVER_CERTIFICATE.fingerprint(), ALL_PROFILES, OPTIONS);

            pair.start();

            assertThat(get(pair.server.closed).kind()).isEqualTo(Kind.UNTRUSTED);
            assertThat(get(pair.client.closed).kind()).isEqualTo(Kind.HANDSHAKE_FAILED);
            assertThat(get(pair.client.closed).sentence()).contains("bad_certificate(42)");
            assertThat(pair.server.established).isNotDone();
            assertThat(pair.client.established).isNotDone();
        }
    }

    @Test
    void shouldRefuseAServerWhoseCertificateWasNotAnnounced() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.become(
                    DtlsRole.CLIENT, CLIENT_CERTIFICATE, CLIENT_CERTIFICATE.fingerprint(), ALL_PROFILES, OPTIONS);

            pair.start();

            assertThat(get(pair.client.closed).kind()).isEqualTo(Kind.UNTRUSTED);
            assertThat(get(pair.server.closed).sentence()).contains("bad_certificate(42)");
            assertThat(pair.server.established).isNotDone();
        }
    }

    @Test
    void shouldCarryApplicationDataBothWaysInBoundedDatagrams() throws Exception {
        try (DtlsPair pair = new DtlsPair().establish()) {
            byte[] longest = new byte[OPTIONS.applicationDataBytesMax()];
            assertThat(pair.client.say("vote".getBytes(UTF_8))).isTrue();
            assertThat(pair.server.say("tally".getBytes(UTF_8))).isTrue();
            assertThat(pair.server.say(longest)).isTrue();

            assertThat(pair.server.hear()).asString(UTF_8).isEqualTo("vote");
            assertThat(pair.client.hear()).asString(UTF_8).isEqualTo("tally");
            assertThat(pair.client.hear()).isEqualTo(longest);

            assertThat(pair.server.say(new byte[longest.length + 1])).isFalse();
            assertThat(pair.server.say(new byte[0])).isFalse();
            assertThat(pair.onLoop(pair.server.session()::sendRefused)).isEqualTo(2);
            assertThat(pair.onLoop(() -> List.copyOf(pair.server.sent)))
                    .allMatch(datagram -> datagram.length <= OPTIONS.datagramBytesMax());
        }
    }

    @Test
    void shouldSendAFlightInOneDatagram() {
        try (DtlsPair pair = new DtlsPair(DtlsOptions.defaults()).establish()) {
            // ServerHello … ServerHelloDone, then ChangeCipherSpec and Finished; repeats only where the machine
            // dawdles.
            assertThat(pair.onLoop(() -> pair.server.sent.size())).isBetween(2, 6);
            assertThat(pair.onLoop(() -> pair.server.sent.getFirst().length)).isGreaterThan(400);
        }
    }

    @Test
    void shouldNotSendBeforeTheHandshakeIsDone() {
        try (DtlsPair pair = new DtlsPair()) {
            assertThat(pair.client.say(new byte[10])).isFalse();
        }
    }

    @Test
    void shouldTellThePeersCloseNotify() {
        try (DtlsPair pair = new DtlsPair().establish()) {
            pair.onLoop(() -> {
                pair.client.session().close();
                return true;
            });

            assertThat(get(pair.server.closed).kind()).isEqualTo(Kind.PEER_CLOSED);
            assertThat(pair.server.say(new byte[1])).isFalse();
            assertThat(pair.client.closed).isNotDone();
        }
    }

    @Test
    void shouldEndTheHandshakesThreadOnClose() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.wire = datagram -> List.of();
            pair.loop.execute(pair.client.session()::start);
            until(() -> pair.gate.running() == 1);

            pair.loop.execute(pair.client.session()::close);

            until(() -> pair.gate.running() == 0);
            assertThat(pair.client.closed).isNotDone();
        }
    }

    @Test
    void shouldTimeOutWhenThePeerIsSilent() {
        try (DtlsPair pair = new DtlsPair(new DtlsOptions(1_200, 20, 120, 32, 16, 16))) {
            pair.client.wire = datagram -> List.of();

            pair.start();

            assertThat(get(pair.client.closed).kind()).isEqualTo(Kind.HANDSHAKE_TIMED_OUT);
            assertThat(get(pair.server.closed))
                    .isEqualTo(new DtlsCloseReason(
                            Kind.HANDSHAKE_TIMED_OUT, "no DTLS ClientHello came within the handshake timeout"));
            assertThat(pair.gate.admitted()).isEqualTo(1);
            assertThat(pair.onLoop(() -> pair.client.sent.size())).isGreaterThan(1);
        }
    }

    @Test
    void shouldDropAndCountWhatItCannotHold() {
        try (DtlsPair pair = new DtlsPair()) {
            byte[] plausible = new byte[100];
            plausible[1] = (byte) 0xFE;
            plausible[2] = (byte) 0xFD;
            plausible[12] = 87;
            long dropped = pair.onLoop(() -> {
                for (int i = 0; i < 40; i++) {
                    pair.server.deliver(plausible);
                }
                pair.server.deliver(new byte[12]);
                pair.server.deliver(new byte[DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX + 1]);
                return pair.server.session().receivedDropped();
            });

            assertThat(dropped).isEqualTo(38);
        }
    }

    @Test
    void shouldDemandAFingerprintAndKnownProfiles() {
        assertThatThrownBy(() -> policy(List.of(), 7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy(List.of(SERVER_CERTIFICATE.fingerprint()), 2))
                .hasMessage("no such SRTP protection profile: 2");
        assertThat(policy(List.of(SERVER_CERTIFICATE.fingerprint()), 7).srtpProfiles())
                .containsExactly(7);
    }

    private static HandshakePolicy policy(List<DtlsFingerprint> expected, int profile) {
        return new HandshakePolicy(
                CLIENT_CERTIFICATE,
                PeerTrust.announced(expected),
                new int[] {profile},
                OPTIONS,
                DtlsPair.RANDOM,
                DtlsPair.KEYS);
    }
}

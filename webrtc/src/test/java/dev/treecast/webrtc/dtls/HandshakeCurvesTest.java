package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.CLIENT_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.OPTIONS;
import static dev.treecast.webrtc.dtls.DtlsPair.RANDOM;
import static dev.treecast.webrtc.dtls.DtlsPair.SERVER_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.curves.EllipticCurves;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.NamedGroup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole handshakes over each group, libcrypto and the fallback on either end. */
class HandshakeCurvesTest {
    static Stream<Arguments> combinations() {
        List<EllipticCurves> all = Stream.concat(
                        Stream.of(EllipticCurvesProvider.bouncyCastle()), EllipticCurvesProvider.libcrypto().stream())
                .toList();
        return all.stream()
                .flatMap(server -> all.stream()
                        .flatMap(client -> IntStream.of(NamedGroup.x25519, NamedGroup.secp256r1)
                                .mapToObj(group -> Arguments.of(server, client, group))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void shouldAgreeOnKeys(EllipticCurves server, EllipticCurves client, int group) throws IOException {
        HandshakePolicy serving = policy(SERVER_CERTIFICATE, CLIENT_CERTIFICATE, server);
        HandshakePolicy connecting = policy(CLIENT_CERTIFICATE, SERVER_CERTIFICATE, client);
        HandshakeTiming.Wire wire = new HandshakeTiming.Wire();
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
            try {
                new DTLSServerProtocol().accept(new SrtpTlsServer(serving), wire.server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            wire.server.flush();
        });

        new DTLSClientProtocol().connect(new HandshakeTiming.OneGroupClient(connecting, group), wire.client);

        get(served);
        assertThat(serving.exporterMaterial()).hasSize(56).isEqualTo(connecting.exporterMaterial());
    }

    private static HandshakePolicy policy(DtlsCertificate own, DtlsCertificate peers, EllipticCurves curves) {
        return new HandshakePolicy(
                own,
                PeerTrust.announced(List.of(peers.fingerprint())),
                new int[] {7},
                OPTIONS,
                RANDOM,
                new HandshakeKeys(curves));
    }
}

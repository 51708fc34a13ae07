package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.curves.Curve;
import dev.treecast.webrtc.curves.EllipticCurves;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import dev.treecast.webrtc.curves.EphemeralKey;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeKeysTest {
    static Stream<EllipticCurves> implementations() {
        return Stream.concat(
                Stream.of(EllipticCurvesProvider.bouncyCastle()), EllipticCurvesProvider.libcrypto().stream());
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldGiveEachKeyToOneHandshakeOnly(EllipticCurves curves) {
        HandshakeKeys keys = new HandshakeKeys(curves);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                handshakes.execute(() -> {
                    try (EphemeralKey key = keys.take(Curve.X25519)) {
                        seen.add(HexFormat.of().formatHex(key.publicValue()));
                    }
                });
            }
        }
        assertThat(seen).hasSize(1_000);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldMakeSoManyAheadAndNoMore(EllipticCurves curves) throws InterruptedException {
        HandshakeKeys keys = new HandshakeKeys(curves);
        keys.take(Curve.X25519).close();
        until(() -> keys.ready() == HandshakeKeys.AHEAD_MAX);
        for (int i = 0; i < HandshakeKeys.AHEAD_MAX - 10; i++) {
            keys.take(Curve.X25519).close();
        }
        until(() -> keys.ready() == HandshakeKeys.AHEAD_MAX);
        Thread.sleep(20);
        assertThat(keys.ready()).isEqualTo(HandshakeKeys.AHEAD_MAX);
    }
}

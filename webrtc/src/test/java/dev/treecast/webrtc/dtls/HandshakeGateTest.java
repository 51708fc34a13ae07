package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static dev.treecast.webrtc.dtls.DtlsPair.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
    private final DtlsOptions options = new DtlsOptions(1_200, 25, 8_000, 32, 1, 1);
    private final HandshakeGate gate = new HandshakeGate(options);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();

    @AfterEach
    void endLoop() {
        loop.shutdown();
    }

    @Test
    void shouldLetSoManyInLetSoManyWaitAndRefuseTheRest() {
        LonelyClient inside = new LonelyClient();
        until(() -> gate.running() == 1);
        LonelyClient waiting = new LonelyClient();
        until(() -> gate.waiting() == 1);
        LonelyClient refused = new LonelyClient();

        assertThat(get(refused.closed))
                .isEqualTo(new DtlsCloseReason(Kind.OVERLOADED, "too many DTLS handshakes are waiting"));
        assertThat(gate.refused()).isEqualTo(1);
        get(inside.hello);
        assertThat(waiting.hello).isNotDone();

        loop.execute(inside.session::close);
        get(waiting.hello);
        assertThat(gate.waiting()).isZero();
        assertThat(gate.admitted()).isEqualTo(2);

        loop.execute(waiting.session::close);
        until(() -> gate.running() == 0);
    }

    @Test
    void shouldGiveUpItsPlaceInTheQueueOnClose() {
        LonelyClient inside = new LonelyClient();
        until(() -> gate.running() == 1);
        LonelyClient waiting = new LonelyClient();
        until(() -> gate.waiting() == 1);

        loop.execute(waiting.session::close);

        until(() -> gate.waiting() == 0);
        loop.execute(inside.session::close);
        until(() -> gate.running() == 0);
        assertThat(gate.admitted()).isEqualTo(1);
    }

    @Test
    void shouldTimeOutThoseWhoWaitTooLong() throws InterruptedException {
        assertThat(gate.enter(1)).isEqualTo(HandshakeGate.Entry.ADMITTED);
        assertThat(gate.enter(1_000)).isEqualTo(HandshakeGate.Entry.TIMED_OUT);
        assertThat(gate.timedOut()).isEqualTo(1);
        gate.leave();
        assertThat(gate.enter(1)).isEqualTo(HandshakeGate.Entry.ADMITTED);
    }

    /** A client that nobody answers. */
    private final class LonelyClient implements DtlsListener {
        final CompletableFuture<Boolean> hello = new CompletableFuture<>();
        final CompletableFuture<DtlsCloseReason> closed = new CompletableFuture<>();
        final DtlsSession session = new DtlsSession(
                DtlsRole.CLIENT,
                DtlsPair.CLIENT_CERTIFICATE,
                PeerTrust.announced(List.of(DtlsPair.SERVER_CERTIFICATE.fingerprint())),
                DtlsPair.ALL_PROFILES,
                options,
                DtlsPair.RANDOM,
                gate,
                loop,
                this);

        LonelyClient() {
            loop.execute(session::start);
        }

        @Override
        public void send(byte[] datagram, int offset, int length) {
            hello.complete(true);
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            throw new AssertionError("nobody answered");
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            throw new AssertionError("nobody answered");
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            closed.complete(reason);
        }
    }
}

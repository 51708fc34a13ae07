package dev.treecast.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Two sessions on one loop, joined by an in-memory link whose faults each test chooses per direction. */
final class DtlsPair implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final HandshakeKeys KEYS = new HandshakeKeys(EllipticCurvesProvider.best());
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final DtlsCertificate CLIENT_CERTIFICATE = DtlsCertificate.generate(RANDOM, NOW);
    static final DtlsCertificate SERVER_CERTIFICATE = DtlsCertificate.generate(RANDOM, NOW);
    static final int[] ALL_PROFILES = {7, 8, 1};
    /** Quick to repeat, so that tests of loss take milliseconds; long enough to end only where nothing can come of it. */
    static final DtlsOptions OPTIONS = new DtlsOptions(1_200, 25, 8_000, 32, 16, 16);

    /** What becomes of a datagram on its way: nothing, itself, copies, or one that was held back before. */
    interface Wire {
        List<byte[]> pass(byte[] datagram);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Established(int srtpProfile, byte[] exporterMaterial) {}

    final HandshakeGate gate;
    final ExecutorService loop;
    final End client = new End();
    final End server = new End();

    DtlsPair() {
        this(OPTIONS);
    }

    DtlsPair(DtlsOptions options) {
        gate = new HandshakeGate(options);
        loop = Executors.newSingleThreadExecutor();
        client.peer = server;
        server.peer = client;
        client.become(DtlsRole.CLIENT, CLIENT_CERTIFICATE, SERVER_CERTIFICATE.fingerprint(), ALL_PROFILES, options);
        server.become(DtlsRole.SERVER, SERVER_CERTIFICATE, CLIENT_CERTIFICATE.fingerprint(), ALL_PROFILES, options);
    }

    DtlsPair start() {
        loop.execute(server.session()::start);
        loop.execute(client.session()::start);
        return this;
    }

    DtlsPair establish() {
        start();
        get(client.established);
        get(server.established);
        return this;
    }

    <T> T onLoop(Callable<T> task) {
        return get(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                loop));
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(9, TimeUnit.SECONDS).join();
    }

    static void until(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(9);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNs);
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void close() {
        loop.execute(client.session()::close);
        loop.execute(server.session()::close);
        loop.shutdown();
    }

    final class End implements DtlsListener {
        final CompletableFuture<Established> established = new CompletableFuture<>();
        final CompletableFuture<DtlsCloseReason> closed = new CompletableFuture<>();
        final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        final List<byte[]> sent = new ArrayList<>();
        volatile Wire wire = List::of;

        @Nullable
        End peer;

        private @Nullable DtlsSession session;

        void become(
                DtlsRole role,
                DtlsCertificate certificate,
                DtlsFingerprint expected,
                int[] profiles,
                DtlsOptions options) {
            session = new DtlsSession(
                    role,
                    certificate,
                    PeerTrust.announced(List.of(expected)),
                    profiles,
                    options,
                    RANDOM,
                    gate,
                    loop,
                    this);
        }

        DtlsSession session() {
            return Objects.requireNonNull(session);
        }

        boolean say(byte[] data) {
            return onLoop(() -> session().send(data, 0, data.length));
        }

        byte[] hear() throws InterruptedException {
            return Objects.requireNonNull(received.poll(9, TimeUnit.SECONDS), "nothing heard");
        }

        void deliver(byte[] datagram) {
            session().receive(datagram, 0, datagram.length);
        }

        @Override
        public void send(byte[] datagram, int offset, int length) {
            byte[] copy = Arrays.copyOfRange(datagram, offset, offset + length);
            sent.add(copy);
            End to = peer;
            for (byte[] arriving : wire.pass(copy)) {
                if (to != null && !loop.isShutdown()) {
                    loop.execute(() -> to.deliver(arriving));
                }
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            assertThat(established.complete(new Established(srtpProfile, exporterMaterial)))
                    .isTrue();
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            received.add(Arrays.copyOfRange(data, offset, offset + length));
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            assertThat(closed.complete(reason)).isTrue();
        }
    }
}

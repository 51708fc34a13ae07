package dev.treecast.webrtc.dtls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One handshake in memory, client with server. The first of a cold JVM takes some 400 ms, for the classes it loads and the curves' tables it makes;
 * run at the server's start on a background thread, nobody has to wait for it.
 */
public final class DtlsWarmUp {
    private static final int AEAD_AES_128_GCM = 0x0007;

    private DtlsWarmUp() {}

    /** Blocks until both ends are established, at most the handshake timeout. False when that passed. */
    public static boolean run(SecureRandom random, Instant now) throws InterruptedException {
        DtlsOptions options = DtlsOptions.defaults();
        DtlsCertificate certificate = DtlsCertificate.generate(random, now);
        HandshakeGate gate = new HandshakeGate(options);
        CountDownLatch established = new CountDownLatch(2);
        try (ExecutorService loop = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("dtls-warm-up").factory())) {
            End client = new End(established);
            End server = new End(established);
            client.session = session(DtlsRole.CLIENT, certificate, options, random, gate, loop, client);
            server.session = session(DtlsRole.SERVER, certificate, options, random, gate, loop, server);
            client.peer = server.session;
            server.peer = client.session;
            loop.execute(server.session::start);
            loop.execute(client.session::start);
            boolean done = established.await(options.handshakeTimeoutMs(), TimeUnit.MILLISECONDS);
            loop.execute(client.session::close);
            loop.execute(server.session::close);
            return done;
        }
    }

    private static DtlsSession session(
            DtlsRole role,
            DtlsCertificate certificate,
            DtlsOptions options,
            SecureRandom random,
            HandshakeGate gate,
            ExecutorService loop,
            End end) {
        return new DtlsSession(
                role,
                certificate,
                List.of(certificate.fingerprint()),
                new int[] {AEAD_AES_128_GCM},
                options,
                random,
                gate,
                loop,
                end);
    }

    private static final class End implements DtlsListener {
        private final CountDownLatch established;
        private @Nullable DtlsSession session;
        private @Nullable DtlsSession peer;

        End(CountDownLatch established) {
            this.established = established;
        }

        @Override
        public void send(byte[] datagram, int offset, int length) {
            if (peer != null) {
                peer.receive(datagram, offset, length);
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            established.countDown();
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            // None is sent.
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            // The await's timeout tells.
        }
    }
}

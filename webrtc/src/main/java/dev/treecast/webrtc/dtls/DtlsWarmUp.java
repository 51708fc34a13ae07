package dev.treecast.webrtc.dtls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Some handshakes in memory, client with server. The first of a cold JVM load their classes, and the next cost several times what they will once they are
 * compiled; run at the server's start in the background, nobody has to wait for it.
 */
public final class DtlsWarmUp {
    private static final int AEAD_AES_128_GCM = 0x0007;

    /** 150: measured, the first 25 take 3.5 ms each, class loading included, the next 75 some 1.2 ms, and after 150 it is 0.5 ms and falls slowly. */
    private static final int PAIRS = 150;

    private DtlsWarmUp() {}

    /**
     * Blocks until all are established, at most the handshake timeout. False when that passed.
     *
     * @param server the gate whose keys are made ahead on the way; no place of it is taken
     */
    public static boolean run(SecureRandom random, Instant now, HandshakeGate server) throws InterruptedException {
        DtlsOptions options = DtlsOptions.defaults();
        DtlsCertificate certificate = DtlsCertificate.generate(random, now);
        HandshakeGate gate = new HandshakeGate(options, server.keys());
        CountDownLatch established = new CountDownLatch(2 * PAIRS);
        try (ExecutorService loop = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("dtls-warm-up").factory())) {
            List<DtlsSession> sessions = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                End client = new End(established);
                End peer = new End(established);
                client.peer = session(DtlsRole.SERVER, certificate, options, random, gate, loop, peer);
                peer.peer = session(DtlsRole.CLIENT, certificate, options, random, gate, loop, client);
                sessions.add(client.peer);
                sessions.add(peer.peer);
            }
            sessions.forEach(session -> loop.execute(session::start));
            boolean done = established.await(options.handshakeTimeoutMs(), TimeUnit.MILLISECONDS);
            sessions.forEach(session -> loop.execute(session::close));
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
                PeerTrust.announced(List.of(certificate.fingerprint())),
                new int[] {AEAD_AES_128_GCM},
                options,
                random,
                gate,
                loop,
                end);
    }

    private static final class End implements DtlsListener {
        private final CountDownLatch established;
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

package dev.treecast.webrtc.dtls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints what one established session keeps, client or server: heap after collections, and what the process has resident. Argument: pairs of sessions. */
public final class DtlsFootprint {
    private static final int BATCH = 100;

    private DtlsFootprint() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        SecureRandom random = new SecureRandom();
        DtlsCertificate certificate = DtlsCertificate.generate(random, Instant.parse("2026-01-02T03:04:05Z"));
        HandshakeGate gate = new HandshakeGate(DtlsOptions.defaults());
        List<End> ends = new ArrayList<>();
        try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
            establish(BATCH * 5, certificate, random, gate, loop, ends); // warms up, and stays
            long heapBefore = heapBytes();
            long residentBefore = residentBytes();
            establish(pairs, certificate, random, gate, loop, ends);
            double sessions = 2.0 * pairs;
            System.out.printf(
                    Locale.ROOT,
                    "%d sessions: %.2f KiB of heap each, %.2f KiB resident%n",
                    2 * pairs,
                    (heapBytes() - heapBefore) / 1024.0 / sessions,
                    (residentBytes() - residentBefore) / 1024.0 / sessions);
        }
        if (ends.isEmpty()) {
            throw new AssertionError("the sessions have to live until here");
        }
    }

    private static void establish(
            int pairs,
            DtlsCertificate certificate,
            SecureRandom random,
            HandshakeGate gate,
            ExecutorService loop,
            List<End> ends)
            throws InterruptedException {
        for (int begun = 0; begun < pairs; begun += BATCH) {
            CountDownLatch established = new CountDownLatch(2 * BATCH);
            for (int i = 0; i < BATCH; i++) {
                End client = new End(established);
                End server = new End(established);
                client.session = client.session(DtlsRole.CLIENT, certificate, random, gate, loop);
                server.session = server.session(DtlsRole.SERVER, certificate, random, gate, loop);
                client.peer = server.session;
                server.peer = client.session;
                loop.execute(server.session::start);
                loop.execute(client.session::start);
                ends.add(client);
                ends.add(server);
            }
            if (!established.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("not established: " + established.getCount());
            }
        }
    }

    @SuppressWarnings("SystemGc") // measures what is left after it
    private static long heapBytes() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static final class End implements DtlsListener {
        private final CountDownLatch established;
        private @Nullable DtlsSession session;
        private @Nullable DtlsSession peer;

        End(CountDownLatch established) {
            this.established = established;
        }

        DtlsSession session(
                DtlsRole role,
                DtlsCertificate certificate,
                SecureRandom random,
                HandshakeGate gate,
                ExecutorService loop) {
            return new DtlsSession(
                    role,
                    certificate,
                    PeerTrust.announced(List.of(certificate.fingerprint())),
                    new int[] {7},
                    DtlsOptions.defaults(),
                    random,
                    gate,
                    loop,
                    this);
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
            throw new AssertionError(reason);
        }
    }
}

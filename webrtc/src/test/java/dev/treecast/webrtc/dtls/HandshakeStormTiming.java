package dev.treecast.webrtc.dtls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Prints how late threads that stand for media loops are, idle and while handshakes run as fast as they can: one thread per core that every
 * millisecond works for 0.4 ms, about a media loop at 40 % load. Both ends of each handshake run in this process. Arguments: seconds, handshakes at once.
 */
public final class HandshakeStormTiming {
    private static final long PERIOD_NS = 1_000_000;
    private static final long WORK_NS = 400_000;

    private HandshakeStormTiming() {}

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 4;
        int atOnce = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        SecureRandom random = new SecureRandom();
        DtlsCertificate certificate = DtlsCertificate.generate(random, Instant.parse("2026-01-02T03:04:05Z"));
        HandshakeGate gate = new HandshakeGate(DtlsOptions.defaults());
        print("idle", lateness(seconds), 0, seconds);
        try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
            LongAdder done = new LongAdder();
            CountDownLatch running = new CountDownLatch(1);
            for (int i = 0; i < atOnce; i++) {
                begin(certificate, random, gate, loop, done, running);
            }
            print("cold storm", lateness(1), done.sumThenReset(), 1);
            print("storm", lateness(seconds), done.sum(), seconds);
            running.countDown();
            Thread.sleep(2_000);
            loop.shutdownNow();
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(String what, long[] latenessNs, long handshakes, int seconds) {
        Arrays.sort(latenessNs);
        System.out.printf(
                Locale.ROOT,
                "%-10s loops late by p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.2f ms; %d handshakes (both ends) a second%n",
                what,
                latenessNs[latenessNs.length / 2] / 1e6,
                latenessNs[latenessNs.length * 99 / 100] / 1e6,
                latenessNs[(int) (latenessNs.length * 0.999)] / 1e6,
                latenessNs[latenessNs.length - 1] / 1e6,
                handshakes / seconds);
    }

    private static long[] lateness(int seconds) throws InterruptedException {
        int loops = Runtime.getRuntime().availableProcessors();
        int turns = (int) (seconds * 1_000_000_000L / PERIOD_NS);
        long[] latenessNs = new long[loops * turns];
        Thread[] threads = new Thread[loops];
        for (int i = 0; i < loops; i++) {
            int first = i * turns;
            threads[i] = Thread.ofPlatform().start(() -> {
                long due = System.nanoTime() + PERIOD_NS;
                for (int turn = 0; turn < turns; turn++) {
                    long now = System.nanoTime();
                    while (now < due) {
                        LockSupport.parkNanos(due - now);
                        now = System.nanoTime();
                    }
                    long end = now + WORK_NS;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    latenessNs[first + turn] = System.nanoTime() - due - WORK_NS;
                    due = Math.max(due + PERIOD_NS, System.nanoTime());
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return latenessNs;
    }

    /** One handshake, and when it is done the next. */
    private static void begin(
            DtlsCertificate certificate,
            SecureRandom random,
            HandshakeGate gate,
            ExecutorService loop,
            LongAdder done,
            CountDownLatch running) {
        Runnable next = () -> {
            done.increment();
            if (running.getCount() > 0) {
                begin(certificate, random, gate, loop, done, running);
            }
        };
        End client = new End(null);
        End server = new End(next);
        client.session = session(DtlsRole.CLIENT, certificate, random, gate, loop, client);
        server.session = session(DtlsRole.SERVER, certificate, random, gate, loop, server);
        client.peer = server.session;
        server.peer = client.session;
        loop.execute(server.session::start);
        loop.execute(client.session::start);
    }

    private static DtlsSession session(
            DtlsRole role,
            DtlsCertificate certificate,
            SecureRandom random,
            HandshakeGate gate,
            ExecutorService loop,
            End end) {
        return new DtlsSession(
                role,
                certificate,
                PeerTrust.announced(List.of(certificate.fingerprint())),
                new int[] {7},
                DtlsOptions.defaults(),
                random,
                gate,
                loop,
                end);
    }

    private static final class End implements DtlsListener {
        private final @Nullable Runnable next;
        private @Nullable DtlsSession session;
        private @Nullable DtlsSession peer;

        End(@Nullable Runnable next) {
            this.next = next;
        }

        @Override
        public void send(byte[] datagram, int offset, int length) {
            if (peer != null) {
                peer.receive(datagram, offset, length);
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            if (next != null) {
                next.run();
            }
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            // None is sent.
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            if (next != null) {
                next.run();
            }
        }
    }
}

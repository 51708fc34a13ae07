package dev.treecast.webrtc.dtls;

import com.sun.management.ThreadMXBean;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Vector;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.NamedGroup;

/**
 * Prints CPU time and garbage of full handshakes, server and client told apart: each side has a platform thread of its own, because the thread bean sees no
 * virtual ones. Medians and minima of rounds. Arguments: handshakes a round, rounds.
 */
public final class HandshakeTiming {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(RANDOM, Instant.parse("2026-01-02T03:04:05Z"));
    private static final HandshakeKeys KEYS = new HandshakeKeys(EllipticCurvesProvider.best());
    private static final int[] PROFILES = {7};

    private HandshakeTiming() {}

    private record Cost(double cpuUs, double allocatedKb) {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        int handshakes = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 12;
        int[] groups = {NamedGroup.x25519, NamedGroup.secp256r1};
        try (ExecutorService serverThread = Executors.newSingleThreadExecutor();
                ExecutorService clientThread = Executors.newSingleThreadExecutor()) {
            for (int group : groups) {
                Cost[][] costs = new Cost[2][rounds];
                for (int round = 0; round < rounds; round++) {
                    Cost[] both = round(handshakes, group, serverThread, clientThread);
                    costs[0][round] = both[0];
                    costs[1][round] = both[1];
                }
                System.out.println(
                        NamedGroup.getText(group) + ": server " + text(costs[0]) + "; client " + text(costs[1]));
            }
        }
    }

    /** The first half of the rounds warms up. */
    private static String text(Cost[] rounds) {
        Cost[] warm = Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
        double[] cpuUs = Arrays.stream(warm).mapToDouble(Cost::cpuUs).sorted().toArray();
        double allocatedKb =
                Arrays.stream(warm).mapToDouble(Cost::allocatedKb).min().orElseThrow();
        return String.format(
                Locale.ROOT,
                "%.0f µs CPU (least %.0f; first rounds %s), %.0f KB allocated",
                cpuUs[cpuUs.length / 2],
                cpuUs[0],
                Arrays.stream(rounds)
                        .limit(8)
                        .map(cost -> String.format(Locale.ROOT, "%.0f", cost.cpuUs))
                        .collect(Collectors.joining(", ")),
                allocatedKb);
    }

    private static Cost[] round(int handshakes, int group, ExecutorService serverThread, ExecutorService clientThread)
            throws InterruptedException, ExecutionException {
        Wire[] wires = new Wire[handshakes];
        for (int i = 0; i < handshakes; i++) {
            wires[i] = new Wire();
        }
        Future<Cost> server = serverThread.submit(() -> cost(handshakes, i -> {
            new DTLSServerProtocol().accept(new SrtpTlsServer(policy()), wires[i].server);
            wires[i].server.flush();
        }));
        Future<Cost> client = clientThread.submit(() -> cost(handshakes, i -> {
            new DTLSClientProtocol().connect(new OneGroupClient(policy(), group), wires[i].client);
            wires[i].client.flush();
        }));
        return new Cost[] {server.get(), client.get()};
    }

    private interface Handshake {
        void run(int number) throws IOException;
    }

    private static Cost cost(int handshakes, Handshake handshake) throws IOException {
        long startNs = THREADS.getCurrentThreadCpuTime();
        long startBytes = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < handshakes; i++) {
            handshake.run(i);
        }
        return new Cost(
                (THREADS.getCurrentThreadCpuTime() - startNs) / 1e3 / handshakes,
                (THREADS.getCurrentThreadAllocatedBytes() - startBytes) / 1e3 / handshakes);
    }

    private static HandshakePolicy policy() {
        return new HandshakePolicy(
                CERTIFICATE,
                PeerTrust.announced(List.of(CERTIFICATE.fingerprint())),
                PROFILES,
                DtlsOptions.defaults(),
                RANDOM,
                KEYS);
    }

    /** Two exchanges, back to back. */
    static final class Wire {
        final DatagramExchange server = new DatagramExchange(DtlsOptions.defaults(), this::toClient);
        final DatagramExchange client = new DatagramExchange(DtlsOptions.defaults(), this::toServer);

        Wire() {
            server.handshakeBegins();
            client.handshakeBegins();
        }

        private void toClient(byte[] datagram, int length) {
            client.offer(datagram, 0, length);
        }

        private void toServer(byte[] datagram, int length) {
            server.offer(datagram, 0, length);
        }
    }

    static final class OneGroupClient extends SrtpTlsClient {
        private final int group;

        OneGroupClient(HandshakePolicy policy, int group) {
            super(policy);
            this.group = group;
        }

        @Override
        @SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's collections are those of Java 1.1
        protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
            return new Vector<>(List.of(group));
        }
    }
}

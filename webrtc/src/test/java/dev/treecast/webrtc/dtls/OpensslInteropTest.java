package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.ALL_PROFILES;
import static dev.treecast.webrtc.dtls.DtlsPair.NOW;
import static dev.treecast.webrtc.dtls.DtlsPair.RANDOM;
import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both our roles against OpenSSL's command-line client and server, over UDP on the loopback interface. */
class OpensslInteropTest {
    @TempDir
    Path folder = Path.of("");

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeCertificate() throws Exception {
        makeCertificate("ec -pkeyopt ec_paramgen_curve:P-256");
    }

    private void makeCertificate(String key) throws Exception {
        boolean present;
        try {
            present = openssl("version").process.waitFor() == 0;
        } catch (UncheckedIOException e) {
            present = false;
        }
        assumeTrue(present, "openssl is not installed, so nothing was checked against it");
        Openssl made = openssl(
                ("req -x509 -newkey " + key + " -nodes -keyout key.pem -out cert.pem -subj /CN=peer").split(" "));
        assertThat(made.process.waitFor()).isZero();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80, 7, 56, ECDHE-ECDSA-AES128-GCM-SHA256",
        "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM, 8, 88, ECDHE-ECDSA-AES256-GCM-SHA384",
        "SRTP_AES128_CM_SHA1_80, 1, 60, ECDHE-ECDSA-CHACHA20-POLY1305"
    })
    void shouldServeOpensslsClient(String offered, int profile, int bytes, String cipher) throws Exception {
        UdpEnd end = udpEnd(DtlsRole.SERVER, null);
        Openssl client = openssl(("s_client -dtls1_2 -connect 127.0.0.1:" + end.port()
                        + " -cert cert.pem -key key.pem -cipher " + cipher + " -use_srtp " + offered
                        + " -keymatexport EXTRACTOR-dtls_srtp -keymatexportlen " + bytes)
                .split(" "));

        DtlsPair.Established established = get(end.established);

        assertThat(established.srtpProfile()).isEqualTo(profile);
        assertThat(client.keyingMaterial()).isEqualTo(established.exporterMaterial());
        client.type("from openssl\n");
        assertThat(end.hear()).isEqualTo("from openssl\n");
        end.say("to openssl\n");
        client.awaitLine("to openssl");
        client.type("Q\n"); // its quit command: close_notify
        assertThat(get(end.closed).kind()).isEqualTo(Kind.PEER_CLOSED);
    }

    /** Keys of other kinds than P-256 go through BouncyCastle alone. */
    @ParameterizedTest
    @CsvSource({
        "rsa:2048, X25519:P-256",
        "ec -pkeyopt ec_paramgen_curve:P-384, P-256",
        "ec -pkeyopt ec_paramgen_curve:P-256, P-256"
    })
    void shouldServeClientsWithOtherKeysAndGroups(String key, String group) throws Exception {
        makeCertificate(key);
        UdpEnd end = udpEnd(DtlsRole.SERVER, null);
        Openssl client = openssl(("s_client -dtls1_2 -connect 127.0.0.1:" + end.port()
                        + " -cert cert.pem -key key.pem -use_srtp SRTP_AEAD_AES_128_GCM -groups " + group
                        + " -keymatexport EXTRACTOR-dtls_srtp -keymatexportlen 56")
                .split(" "));

        assertThat(get(end.established).exporterMaterial()).isEqualTo(client.keyingMaterial());
    }

    @ParameterizedTest
    @CsvSource({"SRTP_AEAD_AES_128_GCM, 7, 56", "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM, 1, 60"})
    void shouldReachOpensslsServer(String offered, int profile, int bytes) throws Exception {
        int port = freePort();
        Openssl server = openssl(("s_server -dtls1_2 -accept 127.0.0.1:" + port
                        + " -cert cert.pem -key key.pem -Verify 1 -use_srtp " + offered
                        + " -keymatexport EXTRACTOR-dtls_srtp -keymatexportlen " + bytes)
                .split(" "));
        server.awaitLine("ACCEPT");
        UdpEnd end = udpEnd(DtlsRole.CLIENT, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

        DtlsPair.Established established = get(end.established);

        assertThat(established.srtpProfile()).isEqualTo(profile);
        assertThat(server.keyingMaterial()).isEqualTo(established.exporterMaterial());
        end.say("to openssl\n");
        server.awaitLine("to openssl");
        server.type("from openssl\n");
        assertThat(end.hear()).isEqualTo("from openssl\n");
    }

    private UdpEnd udpEnd(DtlsRole role, @Nullable InetSocketAddress peer) throws Exception {
        byte[] der;
        try (var pem = Files.newInputStream(folder.resolve("cert.pem"))) {
            der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getEncoded();
        }
        UdpEnd end = new UdpEnd(role, DtlsFingerprint.ofCertificate("sha-256", der), peer);
        open.add(end);
        end.begin();
        return end;
    }

    private Openssl openssl(String... arguments) {
        Openssl process = new Openssl(folder, arguments);
        open.add(process);
        return process;
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** An openssl process and what it prints. */
    private static final class Openssl implements AutoCloseable {
        final Process process;
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Openssl(Path folder, String... arguments) {
            List<String> command = new ArrayList<>(List.of("openssl"));
            command.addAll(List.of(arguments));
            try {
                process = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(() -> {
                try (BufferedReader reader = process.inputReader(UTF_8)) {
                    reader.lines().forEach(lines::add);
                } catch (IOException | UncheckedIOException e) {
                    lines.add("openssl's output broke: " + e);
                }
            });
        }

        String awaitLine(String part) throws InterruptedException {
            List<String> seen = new ArrayList<>();
            while (true) {
                String line = lines.poll(9, TimeUnit.SECONDS);
                assertThat(line).as("openssl said only %s", seen).isNotNull();
                if (line != null && line.contains(part)) {
                    return line;
                }
                seen.add(String.valueOf(line));
            }
        }

        byte[] keyingMaterial() throws InterruptedException {
            String line = awaitLine("Keying material: ");
            return HexFormat.of()
                    .parseHex(line.substring(line.lastIndexOf(' ') + 1).strip());
        }

        void type(String text) throws IOException {
            process.getOutputStream().write(text.getBytes(UTF_8));
            process.getOutputStream().flush();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    /** One of our sessions over a real socket; it answers whoever sent last. */
    private static final class UdpEnd implements DtlsListener, AutoCloseable {
        final CompletableFuture<DtlsPair.Established> established = new CompletableFuture<>();
        final CompletableFuture<DtlsCloseReason> closed = new CompletableFuture<>();
        private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final ExecutorService loop = Executors.newSingleThreadExecutor();
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final DtlsSession session;
        private @Nullable SocketAddress peer;

        UdpEnd(DtlsRole role, DtlsFingerprint expected, @Nullable InetSocketAddress peer) throws SocketException {
            this.peer = peer;
            this.session = new DtlsSession(
                    role,
                    DtlsCertificate.generate(RANDOM, NOW),
                    PeerTrust.announced(List.of(expected)),
                    ALL_PROFILES,
                    DtlsOptions.defaults(),
                    RANDOM,
                    new HandshakeGate(DtlsOptions.defaults()),
                    loop,
                    this);
        }

        void begin() {
            loop.execute(session::start);
            Thread.ofVirtual().start(() -> {
                byte[] buffer = new byte[4_096];
                try {
                    while (true) {
                        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                        socket.receive(packet);
                        byte[] datagram = Arrays.copyOf(buffer, packet.getLength());
                        SocketAddress from = packet.getSocketAddress();
                        loop.execute(() -> {
                            peer = from;
                            session.receive(datagram, 0, datagram.length);
                        });
                    }
                } catch (IOException closedByTest) {
                    loop.shutdown();
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        void say(String text) {
            byte[] data = text.getBytes(UTF_8);
            loop.execute(() -> assertThat(session.send(data, 0, data.length)).isTrue());
        }

        @Nullable
        String hear() throws InterruptedException {
            return received.poll(9, TimeUnit.SECONDS);
        }

        @Override
        public void send(byte[] datagram, int offset, int length) {
            try {
                socket.send(new DatagramPacket(datagram, offset, length, peer));
            } catch (IOException closedByTest) {
                loop.shutdown();
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            established.complete(new DtlsPair.Established(srtpProfile, exporterMaterial));
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            received.add(new String(data, offset, length, UTF_8));
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            closed.complete(reason);
        }

        @Override
        public void close() {
            socket.close();
            loop.shutdown();
        }
    }
}

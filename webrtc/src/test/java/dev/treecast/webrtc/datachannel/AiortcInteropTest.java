package dev.treecast.webrtc.datachannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against aiortc's SCTP and data channels (Debian: python3-aiortc), without DTLS, over UDP on the loopback interface. */
class AiortcInteropTest implements DataChannelListener {
    private static final String PYTHON = "/usr/bin/python3";
    private static final long LIMIT_NS = 60_000_000_000L;

    @TempDir
    Path folder = Path.of("");

    private final List<String> echoes = new ArrayList<>();
    private final List<byte[]> binary = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private final List<String> channelsClosed = new ArrayList<>();

    @Nullable
    private String closeReason;

    @Nullable
    private Process aiortc;

    private @Nullable DatagramSocket socket;

    @BeforeEach
    void askForAiortc() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
        int missing = new ProcessBuilder(PYTHON, "-c", "import aiortc").start().waitFor();
        assumeTrue(missing == 0, "aiortc is not installed, so nothing was checked against it");
    }

    @AfterEach
    void end() {
        if (aiortc != null) {
            aiortc.destroyForcibly();
        }
        if (socket != null) {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"client, 0", "server, 0", "client, 0.05", "server, 0.05"})
    void shouldTalkToAiortc(String role, String loss) throws Exception {
        BufferedReader lines = startAiortc(role, loss);
        int port = Integer.parseInt(lines.readLine());
        DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket = udp;
        DataChannelTransport ours = new DataChannelTransport(
                SctpOptions.defaults(),
                new SctpScratch(1_200),
                role.equals("server"), // an id of another parity than aiortc gives its own
                new Random(3),
                (b, off, len) -> send(udp, port, b, off, len),
                this);
        DataChannel fixed = ours.negotiated(7, "fixed", "", Reliability.reliable());
        ours.start(System.nanoTime());
        run(udp, ours, () -> ours.isConnected() && opened.contains("theirs"));

        byte[] longest = new byte[60_000];
        new Random(9).nextBytes(longest);
        DataChannel chat = ours.open(System.nanoTime(), "chat", "", Reliability.reliable());
        for (int i = 0; i < 100; i++) {
            byte[] text = ("message " + i).getBytes(UTF_8);
            assertThat(chat.send(System.nanoTime(), true, text, 0, text.length)).isTrue();
        }
        assertThat(chat.send(System.nanoTime(), false, longest, 0, longest.length))
                .isTrue();
        assertThat(fixed.send(System.nanoTime(), true, "on seven".getBytes(UTF_8), 0, 8))
                .isTrue();
        run(udp, ours, () -> echoes.size() == 101 && binary.size() == 1);
        assertThat(binary.get(0)).isEqualTo(longest);
        assertThat(echoes.stream().filter(e -> e.startsWith("chat")))
                .hasSize(100)
                .startsWith("chat: message 0")
                .endsWith("chat: message 99");
        assertThat(echoes).contains("fixed: on seven");

        chat.close(System.nanoTime());
        fixed.send(System.nanoTime(), true, "close".getBytes(UTF_8), 0, 5);
        run(udp, ours, () -> channelsClosed.containsAll(List.of("chat", "fixed")));
        ours.close(System.nanoTime());
        assertThat(closeReason).isEqualTo("closed");
    }

    private BufferedReader startAiortc(String role, String loss) throws IOException {
        Path script = folder.resolve("aiortc_peer.py");
        try (InputStream in = AiortcInteropTest.class.getResourceAsStream("aiortc_peer.py")) {
            Files.write(script, java.util.Objects.requireNonNull(in).readAllBytes());
        }
        Process started = new ProcessBuilder(PYTHON, script.toString(), role, loss)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        aiortc = started;
        return started.inputReader(UTF_8);
    }

    private static boolean send(DatagramSocket udp, int port, byte[] b, int off, int len) {
        try {
            udp.send(new DatagramPacket(
                    Arrays.copyOfRange(b, off, off + len), len, InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(DatagramSocket udp, DataChannelTransport ours, BooleanSupplier done) throws IOException {
        long untilNs = System.nanoTime() + LIMIT_NS;
        byte[] b = new byte[2_048];
        while (!done.getAsBoolean()) {
            long nowNs = System.nanoTime();
            assertThat(closeReason).isNull();
            assertThat(nowNs < untilNs)
                    .as("opened " + opened + ", closed " + channelsClosed + ", " + echoes.size() + " echoes, "
                            + binary.size())
                    .isTrue();
            if (ours.nextDeadlineNs() <= nowNs) {
                ours.timeout(nowNs);
            }
            long waitMs = Math.clamp((ours.nextDeadlineNs() - nowNs) / 1_000_000, 1, 100);
            udp.setSoTimeout((int) waitMs);
            DatagramPacket packet = new DatagramPacket(b, b.length);
            try {
                udp.receive(packet);
                ours.receive(System.nanoTime(), b, 0, packet.getLength());
            } catch (SocketTimeoutException e) {
                udp.setSoTimeout(0); // a deadline has come
            }
        }
    }

    @Override
    public void connected(long nowNs) {}

    @Override
    public void opened(long nowNs, DataChannel channel) {
        opened.add(channel.label());
    }

    @Override
    public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        if (text) {
            echoes.add(channel.label() + ": " + new String(data, offset, length, UTF_8));
        } else {
            binary.add(Arrays.copyOfRange(data, offset, offset + length));
        }
    }

    @Override
    public void channelClosed(long nowNs, DataChannel channel) {
        channelsClosed.add(channel.label());
    }

    @Override
    public void closed(long nowNs, String reason) {
        closeReason = reason;
    }
}

package dev.treecast.server.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real redis-server on a free port of loopback, which keeps everything it has said to have. */
public final class RedisServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final List<String> more;
    private Process process;

    private RedisServer(Path folder, int port, List<String> more) throws IOException {
        this.folder = folder;
        this.port = port;
        this.more = more;
        this.process = launch();
    }

    /** {@code ./treecast test} installs it; plain {@code mvn verify} goes without. */
    public static RedisServer start(Path folder, String... more) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RedisServer started = new RedisServer(folder, port, List.of(more));
        started.awaitAnswer();
        return started;
    }

    /** Skips the test where there is none. */
    public static void assumeInstalled() throws InterruptedException {
        try {
            new ProcessBuilder("redis-server", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            Assumptions.abort("redis-server was not found: apt-get install redis-server");
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", "" + folder));
        command.addAll(more);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void awaitAnswer() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                if (say("PING").equals("+PONG")) {
                    return;
                }
            } catch (IOException notYet) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw notYet;
                }
            }
            Thread.onSpinWait();
        }
    }

    /** Sends a command, and answers the first line of what Redis answers. */
    public String say(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return line == null ? "" : line;
        }
    }

    /** Whether it answers so; not while it starts. */
    public boolean says(String command, String line) {
        try {
            return say(command).equals(line);
        } catch (IOException notYet) {
            return false;
        }
    }

    public String url() {
        return "redis://" + address();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again where it was, with what it had kept. */
    public void restart() throws IOException {
        process = launch();
        awaitAnswer();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

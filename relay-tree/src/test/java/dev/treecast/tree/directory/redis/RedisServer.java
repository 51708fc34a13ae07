package dev.treecast.tree.directory.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Debian's redis-server on a free port of loopback: one process after another. */
public final class RedisServer implements AutoCloseable {
    /** On a machine with two cores that does other things as well. */
    static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    private static final String HOST = "127.0.0.1";

    /** A Cluster's nodes listen on it for each other, 10,000 above the other one. */
    private static final int PORT_MAX = 55_000;

    private final int port = freePort();
    private final Path place;
    private final boolean tls;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    /**
     * @param folder where it has a folder of its own
     * @param configuration of a Sentinel; empty for a server
     * @param options those that come later count
     */
    RedisServer(Path folder, List<String> configuration, boolean tls, String... options) {
        this.tls = tls;
        this.place = folder.resolve("redis-" + port);
        command.add("redis-server");
        try {
            Files.createDirectories(place);
            if (!configuration.isEmpty()) {
                // Sentinels write what they find out into their configuration.
                Path file = place.resolve("sentinel.conf");
                Files.write(file, configuration);
                command.addAll(List.of("" + file, "--sentinel"));
            } else {
                command.addAll(List.of("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.addAll(List.of("--bind", HOST, "--dir", "" + place, "--logfile", "" + place.resolve("log")));
        command.addAll(tls ? List.of("--port", "0", "--tls-port", "" + port) : List.of("--port", "" + port));
        command.addAll(List.of(options));
    }

    /** Aborts the test where there is no Redis: {@code ./treecast test} installs it, plain {@code mvn verify} goes without. */
    public static void require() {
        try {
            run(List.of("redis-server", "--version"));
            run(List.of("redis-cli", "--version"));
        } catch (UncheckedIOException missing) {
            Assumptions.abort("redis-server was not found: apt-get install redis-server");
        }
    }

    /** Starts one that keeps everything that it has said to have, and waits until it takes connections. */
    public static RedisServer startLasting(Path folder, String... options) {
        List<String> all = new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always"));
        all.addAll(List.of(options));
        RedisServer made = new RedisServer(folder, List.of(), false, all.toArray(String[]::new));
        made.start();
        return made;
    }

    /** One for which the one that a Cluster's nodes use among themselves is free as well. */
    private static int freePort() {
        while (true) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket above =
                            new ServerSocket(bus(free.getLocalPort()), 1, InetAddress.getLoopbackAddress())) {
                if (above.getLocalPort() != free.getLocalPort()) {
                    return free.getLocalPort();
                }
            } catch (IOException taken) {
                // The next one, then.
            }
        }
    }

    private static int bus(int port) {
        return port < PORT_MAX ? port + 10_000 : port;
    }

    static void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError("in vain waited until " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int unusedStatus = process.waitFor();
            return said.strip();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, for the first time or again where it was, with what it has kept. */
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
        await("redis-server takes connections", () -> {
            if (!process().isAlive()) {
                throw new AssertionError("it ended: " + log());
            }
            return tls ? listens() : answers();
        });
    }

    private Process process() {
        return Objects.requireNonNull(process);
    }

    /** Whether it is done with reading what it has kept; meanwhile it takes connections, and says that it is loading. */
    private boolean answers() {
        try {
            String said = say("PING");
            return !said.isEmpty() && !said.startsWith("-LOADING");
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(place.resolve("log"));
        } catch (IOException none) {
            return "it has written nothing: " + command;
        }
    }

    int port() {
        return port;
    }

    public String address() {
        return HOST + ":" + port;
    }

    public String url() {
        return "redis://" + address();
    }

    /** {@code SIGKILL}. */
    public void kill() {
        try {
            int unusedStatus = process().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** {@code SIGSTOP}: connections stay, and nothing is answered any more. */
    void freeze() {
        String unused = run(List.of("kill", "-STOP", "" + process().pid()));
    }

    /** What Redis answers a command with. */
    String ask(String... words) {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-h", HOST, "-p", "" + port));
        if (tls) {
            line.addAll(List.of("--tls", "--insecure"));
        }
        line.addAll(List.of(words));
        return run(line);
    }

    /** As {@link #ask}, of something that is answered with OK. */
    void order(String... words) {
        String said = ask(words);
        if (!said.equals("OK")) {
            throw new AssertionError(List.of(words) + ": " + said);
        }
    }

    /** Sends a command as it stands, and gives the first line of what Redis answers. */
    public String say(String line) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return answer == null ? "" : answer;
        }
    }

    /** Whether it answers so; not while it starts. */
    public boolean says(String line, String answer) {
        try {
            return say(line).equals(answer);
        } catch (IOException notYet) {
            return false;
        }
    }
}

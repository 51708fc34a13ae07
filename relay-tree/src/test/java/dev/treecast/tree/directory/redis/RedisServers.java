package dev.treecast.tree.directory.redis;

import java.io.IOException;
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

/** Debian's redis-server as processes on free ports of loopback, which end with the test. */
final class RedisServers implements AutoCloseable {
    /** On a machine with two cores that does other things as well. */
    static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    private static final String HOST = "127.0.0.1";
    /** A Cluster's nodes listen on it for each other, 10,000 above the other one. */
    private static final int PORT_MAX = 55_000;

    private final Path folder;
    private final List<Server> all = new ArrayList<>();

    RedisServers(Path folder) {
        this.folder = folder;
    }

    /** Aborts the test where there is no Redis: {@code ./treecast test} installs it, plain {@code mvn verify} goes without. */
    static void require() {
        try {
            run(List.of("redis-server", "--version"));
            run(List.of("redis-cli", "--version"));
        } catch (UncheckedIOException missing) {
            Assumptions.abort("redis-server was not found: apt-get install redis-server");
        }
    }

    /** Starts one that keeps nothing, and waits until it takes connections. */
    Server start(String... options) {
        return begin(List.of(), false, options);
    }

    /** Starts one that listens with TLS only. */
    Server startTls(String... options) {
        return begin(List.of(), true, options);
    }

    /** Starts a Sentinel with a configuration file. */
    Server startSentinel(List<String> configuration, String... options) {
        return begin(configuration, false, options);
    }

    /** Starts a Sentinel that listens with TLS only. */
    Server startTlsSentinel(List<String> configuration, String... options) {
        return begin(configuration, true, options);
    }

    private Server begin(List<String> configuration, boolean tls, String... options) {
        Server server = new Server(freePort(), configuration, tls, options);
        all.add(server);
        server.start();
        return server;
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

    @Override
    public void close() {
        all.forEach(Server::kill);
    }

    /** One process after another on one port. */
    final class Server {
        private final int port;
        private final Path place;
        private final boolean tls;
        private final List<String> command = new ArrayList<>();
        private @Nullable Process process;

        private Server(int port, List<String> configuration, boolean tls, String... options) {
            this.port = port;
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

        /** Starts it, for the first time or again. */
        void start() {
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
                return listens();
            });
        }

        private Process process() {
            return Objects.requireNonNull(process);
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

        String address() {
            return HOST + ":" + port;
        }

        /** {@code SIGKILL}. */
        void kill() {
            try {
                int unusedStatus = process().destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
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
    }
}

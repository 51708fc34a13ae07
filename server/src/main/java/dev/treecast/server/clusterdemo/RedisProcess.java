package dev.treecast.server.clusterdemo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** A redis-server that nobody else uses and that keeps nothing. */
public final class RedisProcess implements AutoCloseable {
    private static final long START_MS_MAX = 10_000;
    private static final long LOOK_MS = 50;

    private final ChildProcess process;
    private final String host;
    private final int port;

    private RedisProcess(ChildProcess process, String host, int port) {
        this.process = process;
        this.host = host;
        this.port = port;
    }

    /**
     * Starts it on a free port; returns once it takes connections.
     *
     * @param host the address that it takes
     * @param folder gets its log
     * @throws IOException when there is no such program, or it does not come up; the message is for people
     */
    public static RedisProcess start(String host, Path folder) throws IOException, InterruptedException {
        int port = freePort(host);
        ChildProcess process;
        try {
            process = ChildProcess.start(
                    "redis",
                    List.of(
                            "redis-server",
                            "--bind",
                            host,
                            "--port",
                            Integer.toString(port),
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.toString()),
                    folder);
        } catch (IOException missing) {
            throw new IOException("redis-server is not there: install it (apt-get install redis-server).", missing);
        }
        RedisProcess redis = new RedisProcess(process, host, port);
        long endNs = System.nanoTime() + START_MS_MAX * 1_000_000L;
        while (!redis.answers()) {
            if (!process.isAlive() || System.nanoTime() > endNs) {
                process.terminate();
                throw process.failure("did not start");
            }
            Thread.sleep(LOOK_MS);
        }
        return redis;
    }

    private static int freePort(String host) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            return probe.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LOOK_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** For {@code --redis}. */
    public String url() {
        return "redis://" + host + ":" + port;
    }

    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.terminate();
    }
}

package dev.treecast.server.clusterdemo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** A redis-server that nobody else uses and that keeps nothing. */
final class RedisProcess {
    private static final String HOST = "127.0.0.10";
    private static final long START_MS_MAX = 10_000;
    private static final long LOOK_MS = 50;

    private final ChildProcess process;
    private final int port;

    private RedisProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it on a free port; returns once it takes connections. */
    static RedisProcess start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        ChildProcess process;
        try {
            process = ChildProcess.start(
                    "redis",
                    List.of(
                            "redis-server",
                            "--bind",
                            HOST,
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
        RedisProcess redis = new RedisProcess(process, port);
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

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), 0));
            return probe.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), (int) LOOK_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    String url() {
        return "redis://" + HOST + ":" + port;
    }

    ChildProcess process() {
        return process;
    }
}

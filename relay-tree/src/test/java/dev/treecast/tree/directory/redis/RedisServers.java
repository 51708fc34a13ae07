package dev.treecast.tree.directory.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several of them, which end with the test. */
final class RedisServers implements AutoCloseable {
    private final Path folder;
    private final List<RedisServer> all = new ArrayList<>();

    RedisServers(Path folder) {
        this.folder = folder;
    }

    /** Starts one that keeps nothing, and waits until it takes connections. */
    RedisServer start(String... options) {
        return begin(List.of(), false, options);
    }

    /** Starts one that listens with TLS only. */
    RedisServer startTls(String... options) {
        return begin(List.of(), true, options);
    }

    /** Starts a Sentinel with a configuration file. */
    RedisServer startSentinel(List<String> configuration, String... options) {
        return begin(configuration, false, options);
    }

    /** Starts a Sentinel that listens with TLS only. */
    RedisServer startTlsSentinel(List<String> configuration, String... options) {
        return begin(configuration, true, options);
    }

    private RedisServer begin(List<String> configuration, boolean tls, String... options) {
        RedisServer server = new RedisServer(folder, configuration, tls, options);
        all.add(server);
        server.start();
        return server;
    }

    @Override
    public void close() {
        all.forEach(RedisServer::close);
    }
}

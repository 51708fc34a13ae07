package dev.treecast.server.clusterdemo;

import dev.treecast.server.config.NewFile;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The processes of the demonstration. A node that dies is started again after a while, as a service manager would, so that it can be killed again.
 *
 * <p>{@link #start} and {@link #stop} may be called from different threads: a signal may come while the nodes start.
 */
public final class DemoCluster {
    private static final String REDIS_HOST = "127.0.0.10";
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final long LOOK_MS = 100;
    private static final long RESTART_AFTER_S = 5;
    private static final long STOP_S_MAX = 20;
    private static final Duration CERTIFIED_FOR = Duration.ofDays(1);

    private final Path folder;
    private final List<String> launcher;
    private final int port;
    private final int mediaPort;
    private final String publishKey;
    private final Consumer<String> told;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Map<String, ChildProcess> running = new LinkedHashMap<>();
    private String redisUrl = "";
    private boolean stopping;

    /**
     * @param folder for certificates, data and logs; exists
     * @param launcher runs the program, with the arguments that follow
     * @param port of each node's pages, on its own address
     * @param mediaPort of each node's media, likewise
     * @param told a line for people whenever something has happened
     */
    public DemoCluster(
            Path folder, List<String> launcher, int port, int mediaPort, String publishKey, Consumer<String> told) {
        this.folder = folder;
        this.launcher = List.copyOf(launcher);
        this.port = port;
        this.mediaPort = mediaPort;
        this.publishKey = publishKey;
        this.told = told;
    }

    /**
     * Starts Redis and all nodes; returns once all are ready and know each other.
     *
     * @throws IOException when one does not come up; the message says which and why, for people
     */
    public void start() throws IOException, InterruptedException {
        checkAddresses();
        certify();
        startRedis();
        for (DemoNode node : DemoNode.ALL) {
            start(node);
        }
        long startedNs = System.nanoTime();
        long endNs = startedNs + READY_WITHIN.toNanos();
        for (DemoNode node : DemoNode.ALL) {
            awaitReady(node, endNs);
            told.accept(String.format(
                    "%-12s %-7s %s  process %d, ready after %.1f s",
                    node.id(), node.role().label(), node.url(port), pid(node), (System.nanoTime() - startedNs) / 1e9));
        }
        awaitAcquaintance(endNs);
    }

    public long pid(DemoNode node) {
        synchronized (running) {
            ChildProcess process = running.get(node.id());
            return process == null ? 0 : process.pid();
        }
    }

    private void checkAddresses() throws IOException {
        for (DemoNode node : DemoNode.ALL) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getByName(node.host()), port));
            } catch (BindException e) {
                boolean taken = String.valueOf(e.getMessage()).contains("in use");
                throw new IOException(
                        taken
                                ? "Port " + port + " of " + node.host() + " is taken: --port chooses another."
                                : node.host() + " is not an address of this machine (" + e.getMessage()
                                        + "). On macOS add each first: sudo ifconfig lo0 alias " + node.host());
            }
        }
    }

    private void certify() throws IOException {
        SecureRandom random = new SecureRandom();
        ClusterAuthority authority = ClusterAuthority.create(
                "demo", CERTIFIED_FOR, random, Clock.systemUTC().instant());
        Path pki = Files.createDirectory(folder.resolve("pki"));
        NewFile.write(pki.resolve("ca.pem"), authority.certificatePem());
        for (DemoNode node : DemoNode.ALL) {
            NodeIdentity identity = new NodeIdentity(node.id(), Set.of(node.role()));
            NewFile.writeSecret(
                    pki.resolve(node.id() + ".pem"),
                    authority
                            .issue(
                                    identity,
                                    CERTIFIED_FOR,
                                    random,
                                    Clock.systemUTC().instant())
                            .toPem());
        }
    }

    private void startRedis() throws IOException, InterruptedException {
        RedisProcess redis = RedisProcess.start(REDIS_HOST, folder);
        redisUrl = redis.url();
        synchronized (running) {
            running.put("redis", redis.process());
            if (stopping) {
                redis.process().terminate();
            }
        }
        told.accept(String.format("%-12s %-7s %s", "redis", "", redisUrl));
    }

    private void start(DemoNode node) throws IOException {
        synchronized (running) {
            if (stopping) {
                return;
            }
            ChildProcess process = ChildProcess.start(node.id(), command(node), folder);
            running.put(node.id(), process);
            var unused = process.ended().thenAccept(status -> ended(node, process, status));
        }
    }

    private List<String> command(DemoNode node) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of("serve", "--http", node.host() + ":" + port));
        command.addAll(List.of("--media", node.host() + ":" + mediaPort, "--media-loops", "1"));
        command.addAll(List.of("--data", folder.resolve(node.id()).toString()));
        command.addAll(List.of("--publish-key", publishKey));
        command.addAll(
                List.of("--node-id", node.id(), "--pki", folder.resolve("pki").toString()));
        command.addAll(List.of("--region", "demo", "--redis", redisUrl, "--node-url", node.url(port)));
        return command;
    }

    private void ended(DemoNode node, ChildProcess process, int status) {
        synchronized (running) {
            boolean current = running.get(node.id()) == process;
            if (stopping || !current) {
                return;
            }
        }
        told.accept(node.id() + " has ended, status " + status + "; it is started again in " + RESTART_AFTER_S + " s");
        CompletableFuture.delayedExecutor(RESTART_AFTER_S, TimeUnit.SECONDS).execute(() -> {
            try {
                start(node);
                told.accept(node.id() + " is started again, process " + pid(node));
            } catch (IOException e) {
                told.accept(node.id() + " cannot be started again: " + e.getMessage());
            }
        });
    }

    private void awaitReady(DemoNode node, long endNs) throws IOException, InterruptedException {
        while (get(node, "/readyz").isEmpty()) {
            ChildProcess process;
            synchronized (running) {
                process = running.get(node.id());
                if (stopping || process == null) {
                    throw new InterruptedException();
                }
            }
            if (!process.isAlive()) {
                throw process.failure("did not start");
            }
            if (System.nanoTime() > endNs) {
                throw process.failure("was not ready within " + READY_WITHIN.toSeconds() + " s");
            }
            Thread.sleep(LOOK_MS);
        }
    }

    /** Each node reads in Redis that the others are there. */
    private void awaitAcquaintance(long endNs) throws IOException, InterruptedException {
        for (DemoNode node : DemoNode.ALL) {
            while (true) {
                String cluster = get(node, "/api/cluster");
                if (DemoNode.ALL.stream().allMatch(other -> cluster.contains('"' + other.id() + '"'))) {
                    break;
                }
                if (System.nanoTime() > endNs) {
                    throw new IOException(node.id() + " does not see all the others: " + cluster);
                }
                Thread.sleep(LOOK_MS);
            }
        }
    }

    /** A page's text; empty unless it is there. */
    private String get(DemoNode node, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url(port) + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Ends all processes, edges first and Redis last, and removes what they left behind; returns when they have ended. */
    public void stop() throws InterruptedException {
        Map<String, ChildProcess> all;
        synchronized (running) {
            stopping = true;
            all = new LinkedHashMap<>(running);
        }
        for (NodeRole role : List.of(NodeRole.EDGE, NodeRole.RELAY, NodeRole.INGEST)) {
            List<ChildProcess> processes = DemoNode.ALL.stream()
                    .filter(node -> node.role() == role && all.containsKey(node.id()))
                    .map(node -> all.get(node.id()))
                    .toList();
            processes.forEach(ChildProcess::terminate);
            for (ChildProcess process : processes) {
                process.await(STOP_S_MAX);
            }
        }
        ChildProcess redis = all.get("redis");
        if (redis != null) {
            redis.terminate();
            redis.await(STOP_S_MAX);
        }
        removeFolder();
    }

    private void removeFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            told.accept(folder + " could not be removed: " + e.getMessage());
        }
    }
}

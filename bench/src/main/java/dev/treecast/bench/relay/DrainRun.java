package dev.treecast.bench.relay;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.QuietPort;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.swarm.FollowingAudience;
import dev.treecast.server.clusterdemo.RedisProcess;
import dev.treecast.server.demo.ClipPublisher;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A cluster of processes with a Redis, an ingest node, a relay and two edges; one edge is drained while viewers watch at it. */
public final class DrainRun implements AutoCloseable {
    private static final String STREAM = "drained";
    private static final long WAIT_NS = 30_000_000_000L;
    private static final long LOOK_MS = 100;

    private final Pki pki = new Pki();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final FollowingAudience audience;
    private final ServerProcess edge;

    /**
     * Starts everything, and lets the viewers come.
     *
     * @param launcher the {@code treecast} script
     */
    public DrainRun(List<String> launcher, int viewers, Path folder) throws BenchFailure, InterruptedException {
        String directory = startRedis(folder);
        ServerProcess ingest = node(launcher, "ingest", NodeRole.INGEST, directory, folder);
        node(launcher, "relay", NodeRole.RELAY, directory, folder);
        edge = node(launcher, "edge-1", NodeRole.EDGE, directory, folder);
        ServerProcess other = node(launcher, "edge-2", NodeRole.EDGE, directory, folder);
        try {
            ClipPublisher.publish(ingest.url().resolve("/whip/" + STREAM), ServerProcess.PUBLISH_KEY);
        } catch (IOException e) {
            throw new BenchFailure("The clip cannot be published: " + e.getMessage(), e);
        }
        for (ServerProcess each : List.of(edge, other)) {
            awaitAcquaintance(each);
        }
        audience = new FollowingAudience(viewers);
        owned.push(audience);
        audience.join(edge.url().resolve("/whep/" + STREAM));
    }

    private ServerProcess node(List<String> launcher, String id, NodeRole role, String directory, Path folder)
            throws BenchFailure {
        int port = QuietPort.find();
        Path own = folder.resolve(id);
        List<String> settings = new ArrayList<>(List.of("--node-id", id, "--media-loops", "1"));
        settings.addAll(List.of("--pki", pki.write(own, id, role).toString(), "--redis", directory));
        settings.addAll(List.of("--node-url", "http://127.0.0.1:" + port));
        ServerProcess process = ServerProcess.start(Site.here(), launcher, "127.0.0.1", port, settings, own);
        owned.push(process);
        return process;
    }

    private String startRedis(Path folder) throws BenchFailure, InterruptedException {
        try {
            RedisProcess redis = RedisProcess.start("127.0.0.1", folder);
            owned.push(redis);
            return redis.url();
        } catch (IOException e) {
            throw new BenchFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Until the node knows all others, and who publishes. */
    private void awaitAcquaintance(ServerProcess node) throws BenchFailure, InterruptedException {
        long endNs = System.nanoTime() + WAIT_NS;
        while (true) {
            String cluster = send(
                    HttpRequest.newBuilder(node.url().resolve("/api/cluster")).build());
            boolean all = List.of("ingest", "relay", "edge-1", "edge-2").stream()
                    .allMatch(id -> cluster.contains("\"id\":\"" + id + '"'));
            if (all && cluster.contains(STREAM)) {
                return;
            }
            if (System.nanoTime() > endNs) {
                throw new BenchFailure("The nodes do not find each other: " + cluster);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private String send(HttpRequest request) throws BenchFailure, InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new BenchFailure(request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new BenchFailure(request.uri() + ": " + e.getMessage(), e);
        }
    }

    /**
     * What came of it.
     *
     * @param moved viewers who have a picture from the other edge
     * @param lost connections that ended before that
     * @param tookSeconds until the last viewer had gone, or it was given up
     * @param longestMs each viewer's longest time without video, the shortest first
     */
    public record Result(int moved, int lost, double tookSeconds, List<Double> longestMs) {}

    /** Drains the edge that all watch at; for so many viewers it is waited. */
    public Result drain(int viewers) throws BenchFailure, InterruptedException {
        URI drain = edge.url().resolve("/api/drain");
        audience.restart();
        long startNs = System.nanoTime();
        String unusedAnswer = send(HttpRequest.newBuilder(drain)
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + ServerProcess.PUBLISH_KEY)
                .build());
        while (audience.moved() < viewers && System.nanoTime() - startNs < WAIT_NS) {
            Thread.sleep(LOOK_MS);
        }
        double tookSeconds = (System.nanoTime() - startNs) / 1e9;
        Thread.sleep(1_000); // what the last move did is seen after it
        return new Result(audience.moved(), audience.lost(), tookSeconds, audience.longestMs());
    }

    /** What there is without a drain: each viewer's longest time without video over a while. */
    public List<Double> idle(double seconds) throws InterruptedException {
        audience.restart();
        Thread.sleep(Math.round(seconds * 1_000));
        return audience.longestMs();
    }

    @Override
    public void close() {
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                System.err.println("bench: " + e);
            }
        }
        http.shutdownNow();
    }
}

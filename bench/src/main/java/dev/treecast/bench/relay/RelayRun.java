package dev.treecast.bench.relay;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.swarm.Percentiles;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * The nodes of a measurement: an ingest node and edges here, two relays as processes of their own.
 *
 * <pre>
 * ingest ─▶ edge                           one link
 *        └▶ relay-1 ─▶ edge, children …    two
 *                   └▶ relay-2 ─▶ edge     three
 * </pre>
 */
public final class RelayRun implements AutoCloseable {
    private static final String INGEST = "bench-ingest";
    private static final int JOINS = 20;
    private static final long JOIN_S_MAX = 20;

    private final Pki pki = new Pki();
    private final SecureRandom random = new SecureRandom();
    private final HandshakeGate gate = new HandshakeGate(DtlsOptions.defaults());
    private final ExecutorService keys = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("keys").daemon().factory());
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<PacketWatcher> children = new ArrayList<>();
    private final List<PacketWatcher> probes = new ArrayList<>();
    private final List<LocalNode> joiners = new ArrayList<>();
    private final ServerProcess relay;
    private final int streams;
    private final int childCount;

    /**
     * Starts everything and waits until every edge gets every stream.
     *
     * @param launcher the {@code treecast} script
     * @param children nodes below the relay that is measured
     */
    public RelayRun(List<String> launcher, int streams, int children, Path folder)
            throws BenchFailure, InterruptedException {
        this.streams = streams;
        this.childCount = children;
        MediaLoops root = loops(false);
        LocalNode ingest = new LocalNode(pki, INGEST, NodeRole.INGEST, root, gate, Map.of(), random, keys);
        InetSocketAddress ingestAddress =
                root.loops().getFirst().candidateAddresses().getFirst();
        relay = relay(launcher, "relay-1", INGEST, ingestAddress, folder);
        InetSocketAddress relayAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.mediaPort());
        ServerProcess second = relay(launcher, "relay-2", "relay-1", relayAddress, folder);
        InetSocketAddress secondAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), second.mediaPort());
        owned.push(new PacketPublisher(ingest.hub, root.loops().getFirst(), streams));
        List<LocalNode> probeNodes = List.of(
                edge("probe-1", INGEST, ingestAddress),
                edge("probe-2", "relay-1", relayAddress),
                edge("probe-3", "relay-2", secondAddress));
        for (LocalNode probe : probeNodes) {
            probes.add(watch(probe, PacketPublisher.stream(0)));
        }
        for (int i = 0; i < children; i++) {
            LocalNode child = edge("child-" + i, "relay-1", relayAddress);
            for (int s = 0; s < streams; s++) {
                this.children.add(watch(child, PacketPublisher.stream(s)));
            }
        }
        for (int i = 0; i < JOINS; i++) {
            joiners.add(edge("joiner-" + i, "relay-1", relayAddress));
        }
    }

    /** @param child takes whole runs, so that the relay's core does not cut them for it: in the field the network card does */
    private MediaLoops loops(boolean child) throws BenchFailure {
        try {
            MediaLoopOptions options = MediaLoopOptions.defaults(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .withLoops(1);
            MediaLoops made = MediaLoops.start(child ? options.withReceiveOffload() : options);
            owned.push(made);
            return made;
        } catch (IOException e) {
            throw new BenchFailure("No socket on loopback: " + e.getMessage(), e);
        }
    }

    private ServerProcess relay(List<String> launcher, String id, String parent, InetSocketAddress at, Path folder)
            throws BenchFailure {
        Path own = folder.resolve(id);
        Path certificates = pki.write(own, id, NodeRole.RELAY);
        ServerProcess process = ServerProcess.start(
                Site.here(),
                launcher,
                "127.0.0.1",
                0,
                List.of(
                        "--media-loops",
                        "1",
                        "--node-id",
                        id,
                        "--pki",
                        certificates.toString(),
                        "--parent",
                        parent + "@127.0.0.1:" + at.getPort(),
                        "--node-children",
                        "10000"),
                own);
        owned.push(process);
        return process;
    }

    /** Each has a socket of its own: between two sockets there can be one link only. */
    private LocalNode edge(String id, String parent, InetSocketAddress at) throws BenchFailure {
        return new LocalNode(pki, id, NodeRole.EDGE, loops(true), gate, Map.of(parent, at), random, keys);
    }

    /** Wants a stream and waits until it comes. */
    private static PacketWatcher watch(LocalNode edge, String stream) throws BenchFailure, InterruptedException {
        PacketWatcher watcher = new PacketWatcher();
        try {
            for (int tries = 0; ; tries++) {
                boolean found = edge.node.want(stream).toCompletableFuture().get(JOIN_S_MAX, TimeUnit.SECONDS);
                if (found && edge.hub.find(stream).orElseThrow().subscribe(watcher)) {
                    return watcher;
                }
                if (tries == 5) {
                    throw new BenchFailure("'" + stream + "' does not reach an edge.");
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailure("'" + stream + "' does not reach an edge: " + e, e);
        }
    }

    /** Measures for a while. */
    public RelayResult measure(double seconds) throws BenchFailure, InterruptedException {
        long packetsBefore = received();
        ProcessTimes before = ProcessTimes.read(relay.pid());
        long startNs = System.nanoTime();
        probes.forEach(PacketWatcher::restart);
        Thread.sleep(Math.round(seconds * 1_000));
        List<Percentiles> links =
                probes.stream().map(probe -> Percentiles.ofNs(probe.restart())).toList();
        ProcessTimes after = ProcessTimes.read(relay.pid());
        double tookSeconds = (System.nanoTime() - startNs) / 1e9;
        long forwarded = received() - packetsBefore;
        long wanted = Math.round(tookSeconds
                * PacketPublisher.FRAMES_PER_SECOND
                * PacketPublisher.PACKETS_PER_FRAME
                * ((double) childCount * streams + 2));
        Map<String, Long> byKind = after.byKindSince(before);
        return new RelayResult(
                childCount,
                streams,
                tookSeconds,
                forwarded,
                Math.max(0, wanted - forwarded),
                after.since(before),
                byKind.getOrDefault("media", 0L) / 1e9 / tookSeconds,
                links,
                joins());
    }

    /** What the relay sends: to its children, to the edge that measures it, and to the second relay, which has one edge. */
    private long received() {
        return children.stream().mapToLong(PacketWatcher::packets).sum()
                + probes.get(1).packets()
                + probes.get(2).packets();
    }

    private Percentiles joins() throws BenchFailure, InterruptedException {
        Histogram took = new Histogram(TimeUnit.SECONDS.toNanos(JOIN_S_MAX), 3);
        String stream = PacketPublisher.stream(0);
        for (LocalNode joiner : joiners) {
            long startNs = System.nanoTime();
            PacketWatcher watcher = watch(joiner, stream);
            while (watcher.packets() == 0 && System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(JOIN_S_MAX)) {
                Thread.onSpinWait();
            }
            took.recordValue(Math.min(System.nanoTime() - startNs, TimeUnit.SECONDS.toNanos(JOIN_S_MAX)));
            joiner.node.close();
        }
        joiners.clear();
        return Percentiles.ofNs(took);
    }

    @Override
    public void close() {
        keys.shutdownNow();
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                System.err.println("bench: something could not be cleaned up: " + e);
            }
        }
    }
}

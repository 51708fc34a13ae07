package dev.treecast.bench.relay;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ThreadPriority;
import dev.treecast.bench.swarm.Percentiles;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The ends of a measurement's tree, which read one clock: the ingest node with its publisher, and the edges. */
final class Ends implements AutoCloseable {
    static final String INGEST = "bench-ingest";
    static final String FIRST_RELAY = "relay-1";
    static final String SECOND_RELAY = "relay-2";

    private static final int JOINS = 20;
    private static final long JOIN_S_MAX = 20;
    private static final int JOIN_TRIES = 5;

    private final String address;
    private final Pki pki = new Pki();
    private final SecureRandom random = new SecureRandom();
    private final HandshakeGate gate = new HandshakeGate(DtlsOptions.defaults());
    private final ExecutorService keys = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("keys").daemon().factory());
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<PacketWatcher> children = new ArrayList<>();
    private final List<PacketWatcher> probes = new ArrayList<>();
    private final List<LocalNode> joiners = new ArrayList<>();
    private final MediaLoops root;
    private final LocalNode ingest;
    private @Nullable PacketPublisher publisher;

    /** @param address IP address that they all bind */
    Ends(String address) throws BenchFailure {
        this.address = address;
        root = loops(false);
        raise(root);
        ingest = new LocalNode(pki, INGEST, NodeRole.INGEST, root, gate, Map.of(), random, keys);
    }

    /** Where relays reach the ingest node. */
    InetSocketAddress ingestAddress() {
        return root.loops().getFirst().candidateAddresses().getFirst();
    }

    /** Writes what a relay needs to be one: the folder for its {@code --pki}. */
    Path certificates(Path folder, String id) throws BenchFailure {
        return pki.write(folder, id, NodeRole.RELAY);
    }

    /** Publishes, has every edge connected, and waits until each gets every stream that it is to get. */
    void join(int streams, int childCount, InetSocketAddress first, InetSocketAddress second)
            throws BenchFailure, InterruptedException {
        publisher = new PacketPublisher(ingest.hub, root.loops().getFirst(), streams);
        owned.push(publisher);
        flow(1);
        List<LocalNode> probeNodes = List.of(
                probe("probe-1", INGEST, ingestAddress()),
                probe("probe-2", FIRST_RELAY, first),
                probe("probe-3", SECOND_RELAY, second));
        for (LocalNode probe : probeNodes) {
            probes.add(watch(probe, PacketPublisher.stream(0)));
        }
        for (int i = 0; i < childCount; i++) {
            LocalNode child = edge("child-" + i, FIRST_RELAY, first);
            for (int s = 0; s < streams; s++) {
                children.add(watch(child, PacketPublisher.stream(s)));
            }
        }
        for (int i = 0; i < JOINS; i++) {
            joiners.add(edge("joiner-" + i, FIRST_RELAY, first));
        }
    }

    /** @param child takes whole runs, so that the relay's core does not cut them for it: in the field the network card does */
    private MediaLoops loops(boolean child) throws BenchFailure {
        try {
            MediaLoopOptions options =
                    MediaLoopOptions.defaults(new InetSocketAddress(address, 0)).withLoops(1);
            MediaLoops made = MediaLoops.start(child ? options.withReceiveOffload() : options);
            owned.push(made);
            return made;
        } catch (IOException e) {
            throw new BenchFailure("No socket on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Each has a socket of its own: between two sockets there can be one link only. */
    private LocalNode edge(String id, String parent, InetSocketAddress at) throws BenchFailure {
        return edge(id, parent, at, loops(true));
    }

    /** An edge whose packets do not wait until those of the children have been opened, with which it shares a core only here. */
    private LocalNode probe(String id, String parent, InetSocketAddress at) throws BenchFailure {
        MediaLoops own = loops(true);
        raise(own);
        return edge(id, parent, at, own);
    }

    private LocalNode edge(String id, String parent, InetSocketAddress at, MediaLoops on) {
        return new LocalNode(pki, id, NodeRole.EDGE, on, gate, Map.of(parent, at), random, keys);
    }

    private static void raise(MediaLoops loops) {
        loops.loops().getFirst().execute(() -> {
            try {
                ThreadPriority.raiseOwn();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
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
                if (tries == JOIN_TRIES) {
                    throw new BenchFailure("'" + stream + "' does not reach an edge.");
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailure("'" + stream + "' does not reach an edge: " + e, e);
        }
    }

    /** Has so many streams, the first ones, flow; the others rest. */
    void flow(int streams) {
        Objects.requireNonNull(publisher, "not joined").flow(streams);
    }

    /**
     * What has happened.
     *
     * @param forwarded packets that the first relay's children got, together: the edges, the edge that measures it, and the second relay, which has one edge
     * @param wanted packets that they were to get
     * @param links latency from the publisher to an edge over one, two and three links since the last reading, ms
     */
    record Reading(long forwarded, long wanted, List<Percentiles> links) {}

    /** Reads the counters, and begins to measure latencies anew. */
    Reading read() {
        PacketPublisher from = Objects.requireNonNull(publisher, "not joined");
        long forwarded = children.stream().mapToLong(PacketWatcher::packets).sum()
                + probes.get(1).packets()
                + probes.get(2).packets();
        int childCount = children.size() / from.streams();
        long wanted = from.published() * childCount + 2 * from.published(0);
        return new Reading(
                forwarded,
                wanted,
                probes.stream().map(probe -> Percentiles.ofNs(probe.restart())).toList());
    }

    /** Has edges whose links to the relay are up wish for a stream that it has, one after the other: ms to the first packet, keys included. */
    Percentiles joins() throws BenchFailure, InterruptedException {
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

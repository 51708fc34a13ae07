package dev.treecast.tree.directory;

import dev.treecast.tree.membership.Carrier;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.node.Announcements;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's side of the directory: says what this node is, holds the leases of its publishers, and keeps a copy of the cluster, which stays
 * readable, and grows old, while the store is away.
 *
 * <p>Reading and calling is allowed on any thread and never blocks. The work is done on the executor that is handed in, which must run one task at
 * a time and in order; its owner calls {@link #timeout} there every 100 ms or so. At most one read, one write and {@value #ASKING_MAX} leases are under way at once.
 */
public final class Directory implements DirectoryView, Announcements, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    /** Three renewals may be lost before a node is gone. */
    static final long TTL_MS = 10_000;

    private static final long MS = 1_000_000;
    private static final long RENEW_NS = 3_000 * MS;
    private static final long READ_NS = 1_000 * MS;
    /** Changes within this time are one read. */
    private static final long CHANGED_NS = 100 * MS;

    private static final int NODES_MAX = 20_000;
    private static final int STREAMS_MAX = 20_000;
    private static final int ENTRY_LENGTH_MAX = 131_072;
    private static final int ASKING_MAX = 64;

    /**
     * Whether the store answers.
     *
     * @param reason why not, a sentence; empty while it does
     */
    public record Status(boolean connected, long sinceNs, String reason) {}

    // Given.
    private final DirectoryStore store;
    private final Executor executor;
    private final RandomGenerator random;
    private final DirectoryListener listener;
    private final List<String> parents;

    // State, the executor's.
    private final String id;
    private final Map<String, Integer> carries = new HashMap<>();
    private final OwnLeases own = new OwnLeases();
    private NodeEntry self;
    private long nowNs;
    private long writeNs = Long.MIN_VALUE;
    private long readNs = Long.MIN_VALUE;
    private long keepUntilNs = Long.MIN_VALUE;
    private boolean writing;
    private boolean reading;
    private boolean closed;
    private int claiming;

    // Read by any thread.
    private volatile ClusterCopy copy = ClusterCopy.EMPTY;
    private final Reachability reachability = new Reachability();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param self what this node says of itself at first
     * @param executor runs one task at a time, in order
     * @param parents ids of the parents that the operator named, the best first
     */
    public Directory(
            NodeEntry self,
            List<String> parents,
            DirectoryStore store,
            Executor executor,
            RandomGenerator random,
            DirectoryListener listener) {
        this.self = self;
        this.id = self.node().id();
        this.parents = List.copyOf(parents);
        this.store = store;
        this.executor = executor;
        this.random = random;
        this.listener = listener;
        store.onChange(() -> executor.execute(() -> readNs = Math.min(readNs, nowNs + CHANGED_NS)));
    }

    // ---- Reading ----

    @Override
    public Optional<NodeRecord> node(String node) {
        return entry(node).map(NodeEntry::node);
    }

    /** All that a node says of itself. */
    public Optional<NodeEntry> entry(String node) {
        return Optional.ofNullable(copy.nodes().get(node));
    }

    /** All nodes by id. */
    public Map<String, NodeEntry> nodes() {
        return copy.nodes();
    }

    /** All live streams, with who ingests them. */
    public Map<String, Lease> streams() {
        return copy.leases();
    }

    /** How many watch a stream in the whole cluster. */
    public int viewers(String stream) {
        return copy.nodes().values().stream()
                .mapToInt(entry -> entry.viewers().getOrDefault(stream, 0))
                .sum();
    }

    /** Where a node's media sockets are; empty when it is unknown. */
    public List<InetSocketAddress> addresses(String node) {
        return entry(node).map(NodeEntry::socketAddresses).orElse(List.of());
    }

    @Override
    public Collection<NodeRecord> relays(String region) {
        return copy.relays().getOrDefault(region, List.of());
    }

    @Override
    public Optional<String> ingestNode(String stream) {
        return Optional.ofNullable(copy.leases().get(stream)).map(Lease::node);
    }

    @Override
    public Collection<Carrier> carriers(String stream) {
        return copy.carriers().getOrDefault(stream, List.of());
    }

    @Override
    public List<String> parents() {
        return parents;
    }

    /** Whether the store answers; away since 0 before it first did. */
    public Status status() {
        return reachability.status();
    }

    /** Entries that were too long, malformed or too many. */
    public long dropped() {
        return dropped.sum();
    }

    // ---- Saying ----

    /** What this node says of itself from now on; what it carries is kept. Written within 100 ms, several calls at once. */
    public void update(NodeEntry now) {
        executor.execute(() -> {
            self = now;
            changedSelf();
        });
    }

    @Override
    public void carrying(String stream, int depth) {
        executor.execute(() -> {
            if (carries.size() < STREAMS_MAX && !Objects.equals(carries.put(stream, depth), depth)) {
                changedSelf();
            }
        });
    }

    @Override
    public void notCarrying(String stream) {
        executor.execute(() -> {
            if (carries.remove(stream) != null) {
                changedSelf();
            }
        });
    }

    private void changedSelf() {
        if (status().connected()) {
            writeNs = Math.min(writeNs, nowNs + CHANGED_NS);
        }
    }

    /** Claims a stream for its publisher here. Granted provisionally while the store is away and the copy knows no other publisher. */
    public CompletionStage<Claim> claim(String stream, String principal) {
        CompletableFuture<Claim> answer = new CompletableFuture<>();
        executor.execute(() -> {
            if (!status().connected() || claiming >= ASKING_MAX) {
                claimHere(stream, principal, answer);
                return;
            }
            claiming++;
            after(store.claim(stream, id, principal, TTL_MS), (lease, failure) -> {
                claiming--;
                if (lease == null) {
                    away(failure);
                    claimHere(stream, principal, answer);
                } else if (isOurs(lease, principal)) {
                    hold(stream, lease, jittered(RENEW_NS));
                    answer.complete(new Claim.Won(lease.token(), false));
                } else {
                    answer.complete(new Claim.Held(lease.node()));
                }
            });
        });
        return answer;
    }

    private boolean isOurs(Lease lease, String principal) {
        return lease.node().equals(id) && lease.principal().equals(principal);
    }

    private void claimHere(String stream, String principal, CompletableFuture<Claim> answer) {
        Lease held = copy.leases().get(stream);
        if (held != null && !held.node().equals(id) && !held.principal().equals(principal)) {
            answer.complete(new Claim.Held(held.node()));
            return;
        }
        hold(stream, new Lease(id, principal, 0), jittered(0));
        answer.complete(new Claim.Won(0, true));
    }

    private void hold(String stream, Lease lease, long inNs) {
        own.put(stream, lease, nowNs + inNs);
        if (lease.equals(copy.leases().get(stream))) {
            return;
        }
        Map<String, Lease> leases = new HashMap<>(copy.leases());
        leases.put(stream, lease);
        replace(copy.nodes(), leases);
    }

    @Override
    public void unpublished(String stream) {
        release(stream);
    }

    /** The publisher has gone; the stream is free for anybody. */
    public void release(String stream) {
        executor.execute(() -> own.remove(stream).ifPresent(lease -> {
            Map<String, Lease> leases = new HashMap<>(copy.leases());
            leases.remove(stream, lease);
            replace(copy.nodes(), leases);
            after(store.release(stream, lease), (done, failure) -> {});
        }));
    }

    // ---- Working ----

    /** Does what is due. On the executor, every 100 ms or so. */
    public void timeout(long now) {
        nowNs = now;
        if (closed) {
            return;
        }
        if (!reading && readNs <= now) {
            reading = true;
            after(store.read(), this::read);
        }
        if (!status().connected()) {
            return;
        }
        if (!writing && writeNs <= now) {
            writing = true;
            writeNs = now + jittered(RENEW_NS);
            after(store.putNode(id, self.withCarries(carries).toJson(), TTL_MS), (done, failure) -> {
                writing = false;
                if (failure != null) {
                    away(failure);
                }
            });
        }
        own.due(now, ASKING_MAX).forEach(this::renew);
    }

    private void renew(String stream, Lease lease) {
        CompletionStage<Lease> asked = lease.token() == 0
                ? store.claim(stream, id, lease.principal(), TTL_MS)
                : store.renew(stream, lease, TTL_MS);
        after(asked, (now, failure) -> {
            if (!own.get(stream).filter(lease::equals).isPresent()) {
                // Released or claimed anew in between. What was granted to nobody is given back.
                if (now != null && lease.token() == 0 && own.get(stream).isEmpty() && isOurs(now, lease.principal())) {
                    after(store.release(stream, now), (done, failed) -> {});
                }
            } else if (now == null) {
                own.retry(stream, nowNs + jittered(READ_NS));
                away(failure);
            } else if (isOurs(now, lease.principal())) {
                hold(stream, now, jittered(RENEW_NS));
            } else {
                var unusedLease = own.remove(stream);
                readNs = nowNs;
                LOG.info("'{}' is published at node {} now", stream, now.node());
                listener.claimLost(stream);
            }
        });
    }

    private void read(DirectoryStore.@Nullable Contents contents, @Nullable Throwable failure) {
        reading = false;
        readNs = nowNs + jittered(READ_NS);
        if (contents == null) {
            away(failure);
            return;
        }
        if (reachability.answered(nowNs)) {
            // Entries expired while nobody could renew them: others get the time to do so before they count as gone.
            keepUntilNs = nowNs + TTL_MS * MS;
            writeNs = nowNs + jittered(READ_NS);
        }
        Map<String, NodeEntry> nodes = new HashMap<>();
        Map<String, Lease> leases = new HashMap<>();
        if (nowNs < keepUntilNs) {
            nodes.putAll(copy.nodes());
            leases.putAll(copy.leases());
        }
        contents.nodes().forEach((node, json) -> {
            try {
                if (json.length() > ENTRY_LENGTH_MAX || (nodes.size() >= NODES_MAX && !nodes.containsKey(node))) {
                    dropped.increment();
                } else {
                    NodeEntry entry = NodeEntry.ofJson(json);
                    nodes.put(node, entry);
                }
            } catch (RuntimeException malformed) {
                dropped.increment();
            }
        });
        contents.leases().forEach((stream, lease) -> {
            if (leases.size() >= STREAMS_MAX && !leases.containsKey(stream)) {
                dropped.increment();
            } else {
                leases.put(stream, lease);
            }
        });
        // Ours stand until the store tells us otherwise in the answer to a renewal.
        leases.putAll(own.asMap());
        replace(nodes, leases);
    }

    private void replace(Map<String, NodeEntry> nodes, Map<String, Lease> leases) {
        ClusterCopy before = copy;
        copy = ClusterCopy.of(nodes, leases);
        changed(before.nodes(), nodes, listener::nodeChanged);
        changed(before.leases(), leases, listener::streamChanged);
    }

    private static <T> void changed(
            Map<String, T> before, Map<String, T> after, java.util.function.Consumer<String> tell) {
        after.forEach((name, now) -> {
            if (!now.equals(before.get(name))) {
                tell.accept(name);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(tell);
    }

    private void away(@Nullable Throwable failure) {
        reachability.failed(nowNs, failure);
    }

    private <T> void after(
            CompletionStage<T> stage, java.util.function.BiConsumer<@Nullable T, @Nullable Throwable> then) {
        var unused = stage.whenComplete((value, failure) -> executor.execute(() -> then.accept(value, failure)));
    }

    /** Gives back this node's leases and removes its entry, as far as the store answers; then closes the store. */
    @Override
    public void close() {
        executor.execute(() -> {
            if (closed) {
                return;
            }
            closed = true;
            own.asMap().forEach((stream, lease) -> after(store.release(stream, lease), (done, failure) -> {}));
            after(store.removeNode(id), (done, failure) -> store.close());
        });
    }

    private long jittered(long ns) {
        return ns == 0 ? random.nextLong(READ_NS) : ns * 3 / 4 + random.nextLong(ns / 2);
    }
}

package dev.treecast.tree.directory.redis;

import dev.treecast.tree.directory.DirectoryStore;
import dev.treecast.tree.directory.Lease;
import dev.treecast.tree.directory.redis.RedisConnector.Connected;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The directory in Redis: {@code redis://}, {@code redis-sentinel://} with the master's name behind {@code #}, and {@code redis-cluster://}; each
 * also with {@code rediss} for TLS, and user and password before the host. Sentinels' own are {@code ?sentinelUser=} and
 * {@code sentinelPassword=}.
 *
 * <p>Connects when it is first asked, and again when it is asked after a failure. Fails with a {@link dev.treecast.tree.directory.StoreException}.
 */
public final class RedisStore implements DirectoryStore {
    private static final String NODES = "treecast:nodes";
    private static final String STREAMS = "treecast:streams";
    private static final String CHANGES = "treecast:changes";

    /** A publisher who was away for a day begins again. */
    private static final String TOKEN_MS = "86400000";

    /** Entries that are read at once: a few of 128 KiB and thousands of short ones in 2 s, and fewer than commands that may wait. */
    private static final int READ_AT_ONCE = 500;

    /** Reads, one a second, that may fail in a Redis Cluster, which heals while a replica takes over, until it is looked up anew. */
    private static final int CLUSTER_PATIENCE = 10;

    private final RedisUrl url;
    private final RedisConnector connector;
    private final RedisFailures failures;
    private @Nullable CompletableFuture<Connected> connecting;
    private int failedReads;
    private boolean closed;
    private volatile Runnable changed = () -> {};

    /**
     * @param ca the CA that Redis's certificate is checked with, PEM; empty: those the JDK trusts
     * @throws IllegalArgumentException when the URL cannot be used
     */
    public RedisStore(String url, Optional<Path> ca) {
        this.url = RedisUrl.parse(url, RedisClients.TIMEOUT);
        this.failures = new RedisFailures(this.url, ca);
        this.connector = new RedisConnector(this.url, ca, CHANGES, () -> changed.run());
    }

    /**
     * Reads a URL without connecting.
     *
     * @throws IllegalArgumentException when it cannot be used; the message goes on where the setting was named, and has no password
     */
    public static void requireUrl(String url) {
        var unused = RedisUrl.parse(url, RedisClients.TIMEOUT);
    }

    private synchronized CompletableFuture<Connected> connected() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        CompletableFuture<Connected> now = connecting;
        if (now != null
                && now.isDone()
                && (now.isCompletedExceptionally() || now.join().isBroken())) {
            drop(now);
            now = null;
        }
        if (now == null) {
            now = connect();
            connecting = now;
        }
        return now;
    }

    private CompletableFuture<Connected> connect() {
        try {
            return connector.connect();
        } catch (RuntimeException atOnce) {
            // Such as a CA's file that cannot be read just now.
            return CompletableFuture.failedFuture(atOnce);
        }
    }

    private synchronized void drop(CompletableFuture<Connected> which) {
        if (connecting == which) {
            connecting = null;
            if (!which.isCompletedExceptionally()) {
                which.join().close();
            }
        }
    }

    private synchronized void failed(CompletableFuture<Connected> which, Throwable failure) {
        boolean alone = url.kind() != RedisUrl.Kind.CLUSTER;
        if (which.isCompletedExceptionally() || (alone && !RedisFailures.isAnswer(failure))) {
            drop(which);
        }
    }

    private synchronized void wasRead(@Nullable Throwable failure) {
        failedReads = failure == null ? 0 : failedReads + 1;
        CompletableFuture<Connected> now = connecting;
        if (failedReads >= CLUSTER_PATIENCE && now != null && now.isDone()) {
            failedReads = 0;
            drop(now);
        }
    }

    private <T> CompletionStage<T> ask(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> what) {
        CompletableFuture<Connected> now = connected();
        return now.thenCompose(each -> what.apply(each.commands()))
                .<CompletionStage<T>>handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(answer);
                    }
                    failed(now, failure);
                    return CompletableFuture.failedStage(failures.explain(failure));
                })
                .thenCompose(Function.identity());
    }

    @Override
    public CompletionStage<Contents> read() {
        return ask(redis -> redis.smembers(NODES)
                        .thenCompose(ids -> inParts(ids, part -> entries(redis, part)))
                        .thenCompose(nodes -> redis.smembers(STREAMS)
                                .thenCompose(names -> inParts(names, part -> leases(redis, part)))
                                .thenApply(leases -> new Contents(nodes, leases))))
                .whenComplete((contents, failure) -> wasRead(failure));
    }

    /** Some at a time, one part after the other. */
    private static <T> CompletionStage<Map<String, T>> inParts(
            Set<String> names, Function<List<String>, CompletionStage<Map<String, T>>> read) {
        List<String> all = List.copyOf(names);
        Map<String, T> found = new HashMap<>();
        CompletionStage<?> done = CompletableFuture.completedStage(found);
        for (int from = 0; from < all.size(); from += READ_AT_ONCE) {
            List<String> part = all.subList(from, Math.min(all.size(), from + READ_AT_ONCE));
            done = done.thenCompose(before -> read.apply(part)).thenAccept(found::putAll);
        }
        return done.thenApply(last -> found);
    }

    private static CompletionStage<Map<String, String>> entries(
            RedisClusterAsyncCommands<String, String> redis, List<String> ids) {
        String[] keys = ids.stream().map(RedisStore::nodeKey).toArray(String[]::new);
        // In a Redis Cluster, one command for each slot.
        return redis.mget(keys).thenApply(all -> {
            Map<String, String> found = new HashMap<>();
            for (KeyValue<String, String> each : all) {
                String id = each.getKey().substring(nodeKey("").length());
                if (each.hasValue()) {
                    found.put(id, each.getValue());
                } else {
                    // Who is alive after all adds itself again within three seconds.
                    var unusedGone = redis.srem(NODES, id);
                }
            }
            return found;
        });
    }

    private static CompletionStage<Map<String, Lease>> leases(
            RedisClusterAsyncCommands<String, String> redis, List<String> names) {
        Map<String, Lease> found = new ConcurrentHashMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (String stream : names) {
            all.add(redis.hgetall(leaseKey(stream))
                    .thenAccept(lease -> {
                        if (lease.isEmpty()) {
                            var unusedGone = redis.srem(STREAMS, stream);
                        } else {
                            found.put(stream, lease(lease.get("node"), lease.get("principal"), lease.get("token")));
                        }
                    })
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> found);
    }

    private static Lease lease(@Nullable String node, @Nullable String principal, @Nullable String token) {
        if (node == null || principal == null || token == null) {
            throw new IllegalStateException("a lease without its fields");
        }
        return new Lease(node, principal, Long.parseLong(token));
    }

    @Override
    public CompletionStage<?> putNode(String id, String json, long ttlMs) {
        return ask(redis -> redis.psetex(nodeKey(id), ttlMs, json)
                // Nobody is told: each node says something new of itself every second, and is read as often.
                .thenCompose(done -> redis.sadd(NODES, id)));
    }

    @Override
    public CompletionStage<?> removeNode(String id) {
        return ask(redis -> redis.del(nodeKey(id))
                .thenCompose(done -> redis.srem(NODES, id))
                .thenCompose(done -> redis.publish(CHANGES, id)));
    }

    @Override
    public CompletionStage<Lease> claim(String stream, String node, String principal, long ttlMs) {
        return run(LeaseScripts.CLAIM, stream, new Lease(node, principal, 0), ttlMs)
                .thenCompose(lease -> tell(stream, lease));
    }

    @Override
    public CompletionStage<Lease> renew(String stream, Lease lease, long ttlMs) {
        // Into the index again: whoever read between expiry and renewal took it out.
        return run(LeaseScripts.RENEW, stream, lease, ttlMs)
                .thenCompose(now -> ask(redis -> redis.sadd(STREAMS, stream)).thenApply(done -> now));
    }

    @Override
    public CompletionStage<?> release(String stream, Lease lease) {
        return run(LeaseScripts.RELEASE, stream, lease, 0)
                .thenCompose(now -> ask(redis -> redis.publish(CHANGES, stream)));
    }

    private CompletionStage<Lease> tell(String stream, Lease lease) {
        return ask(redis -> redis.sadd(STREAMS, stream)
                .thenCompose(done -> redis.publish(CHANGES, stream))
                .thenApply(done -> lease));
    }

    private CompletionStage<Lease> run(String script, String stream, Lease lease, long ttlMs) {
        String[] keys = {leaseKey(stream), tokenKey(stream)};
        return ask(redis -> redis.<List<String>>eval(
                        script,
                        ScriptOutputType.MULTI,
                        keys,
                        lease.node(),
                        lease.principal(),
                        Long.toString(ttlMs),
                        TOKEN_MS,
                        Long.toString(lease.token()))
                .thenApply(answer -> lease(answer.get(0), answer.get(1), answer.get(2))));
    }

    private static String nodeKey(String id) {
        return "treecast:node:" + id;
    }

    /** The key of a stream's lease, a hash of {@code node}, {@code principal} and {@code token}; what it fences checks it in the same step. */
    public static String leaseKey(String stream) {
        return "treecast:{" + stream + "}:lease";
    }

    /** The key of the newest fencing token that was given out for a stream. */
    public static String tokenKey(String stream) {
        return "treecast:{" + stream + "}:token";
    }

    @Override
    public void onChange(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            connector.close();
        }
    }
}

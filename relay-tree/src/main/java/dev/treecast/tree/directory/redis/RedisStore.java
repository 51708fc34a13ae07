package dev.treecast.tree.directory.redis;

import dev.treecast.tree.directory.DirectoryStore;
import dev.treecast.tree.directory.Lease;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The directory in Redis: {@code redis://}, {@code rediss://} (TLS), {@code redis-sentinel://}, with user and password in the URL; for a Redis
 * Cluster {@code redis-cluster://} or {@code rediss-cluster://}. Connects when it is first asked, again when it is asked after a failure, and by
 * itself once it was connected; what is asked meanwhile fails at once.
 */
public final class RedisStore implements DirectoryStore {
    private static final String NODES = "treecast:nodes";
    private static final String STREAMS = "treecast:streams";
    private static final String CHANGES = "treecast:changes";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** A publisher who was away for a day begins again. */
    private static final String TOKEN_MS = "86400000";

    private record Connected(
            RedisClusterAsyncCommands<String, String> commands, StatefulConnection<String, String> connection) {}

    private final @Nullable RedisClient client;
    private final @Nullable RedisClusterClient cluster;
    private final RedisURI uri;
    private @Nullable CompletableFuture<Connected> connecting;
    private volatile Runnable changed = () -> {};

    /** @throws IllegalArgumentException when the URL is none that is known here */
    public RedisStore(String url) {
        boolean many = url.startsWith("redis-cluster://") || url.startsWith("rediss-cluster://");
        uri = RedisURI.create(many ? url.replaceFirst("-cluster", "") : url);
        uri.setTimeout(TIMEOUT);
        if (many) {
            client = null;
            cluster = RedisClusterClient.create(uri);
            cluster.setOptions(ClusterClientOptions.builder(options()).build());
        } else {
            client = RedisClient.create(uri);
            client.setOptions(options());
            cluster = null;
        }
    }

    private static ClientOptions options() {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(4_096)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .build();
    }

    private synchronized CompletableFuture<Connected> connected() {
        CompletableFuture<Connected> now = connecting;
        if (now == null || now.isCompletedExceptionally()) {
            now = connect().toCompletableFuture();
            connecting = now;
        }
        return now;
    }

    private CompletionStage<Connected> connect() {
        if (cluster != null) {
            return cluster.refreshPartitionsAsync()
                    .thenCompose(known -> cluster.connectAsync(StringCodec.UTF8))
                    .thenCompose(connection -> cluster.connectPubSubAsync(StringCodec.UTF8)
                            .thenCompose(this::listen)
                            .thenApply(done -> new Connected(connection.async(), connection)));
        }
        RedisClient single = java.util.Objects.requireNonNull(client);
        return single.connectAsync(StringCodec.UTF8, uri)
                .thenCompose(connection -> single.connectPubSubAsync(StringCodec.UTF8, uri)
                        .thenCompose(this::listen)
                        .thenApply(done -> new Connected(connection.async(), connection)));
    }

    private CompletionStage<Void> listen(StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(new RedisPubSubAdapter<String, String>() {
            @Override
            public void message(String channel, String message) {
                changed.run();
            }
        });
        return connection.async().subscribe(CHANGES);
    }

    private <T> CompletionStage<T> ask(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> what) {
        return connected().thenCompose(now -> what.apply(now.commands));
    }

    @Override
    public CompletionStage<Contents> read() {
        return ask(redis -> redis.smembers(NODES)
                .thenCompose(ids -> values(redis, NODES, ids))
                .thenCompose(nodes -> redis.smembers(STREAMS)
                        .thenCompose(names -> leases(redis, names))
                        .thenApply(leases -> new Contents(nodes, leases))));
    }

    private static CompletionStage<Map<String, String>> values(
            RedisClusterAsyncCommands<String, String> redis, String index, Set<String> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedStage(Map.of());
        }
        String[] keys = ids.stream().map(RedisStore::nodeKey).toArray(String[]::new);
        return redis.mget(keys).thenApply(all -> {
            Map<String, String> found = new HashMap<>();
            for (KeyValue<String, String> each : all) {
                String id = each.getKey().substring(nodeKey("").length());
                if (each.hasValue()) {
                    found.put(id, each.getValue());
                } else {
                    // Who is alive after all adds itself again within three seconds.
                    var unusedGone = redis.srem(index, id);
                }
            }
            return found;
        });
    }

    private static CompletionStage<Map<String, Lease>> leases(
            RedisClusterAsyncCommands<String, String> redis, Set<String> names) {
        Map<String, Lease> found = new HashMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (String stream : names) {
            all.add(redis.hgetall(leaseKey(stream))
                    .thenAccept(lease -> {
                        if (lease.isEmpty()) {
                            var unusedGone = redis.srem(STREAMS, stream);
                            return;
                        }
                        synchronized (found) {
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
    public void close() {
        if (client != null) {
            var unused = client.shutdownAsync();
        }
        if (cluster != null) {
            var unused = cluster.shutdownAsync();
        }
    }
}

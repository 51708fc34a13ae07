package dev.treecast.tree.directory.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the Redis of a {@code --redis} URL, whatever kind it is of. Commands that find no connection fail at once, and all fail that are not
 * answered in time.
 */
public final class RedisClients implements AutoCloseable {
    /** For connecting, a TLS handshake, and an answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration RECONNECT_MIN = Duration.ofMillis(100);
    /** A node that is back is used within this time. */
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    private static final Duration MAP_PERIOD = Duration.ofSeconds(60);
    private static final Duration MAP_PERIOD_MIN = Duration.ofSeconds(1);

    private final RedisUrl url;
    private final ClientResources resources;
    private final @Nullable RedisClient client;
    private final @Nullable RedisClusterClient cluster;

    /** A connection and what is said on it. */
    public record Connection<V>(
            RedisClusterAsyncCommands<String, V> commands, StatefulConnection<String, V> connection) {}

    /**
     * @param url as of {@link RedisUrl}
     * @param ca certificates that Redis's one is checked with, PEM, read at each connection; empty: those the JDK trusts
     * @param reconnects whether connections to one Redis come back by themselves; those to a Redis Cluster always do
     * @param queueSize commands that wait for answers at a time
     * @throws IllegalArgumentException when the URL cannot be used; the message says why
     */
    public RedisClients(String url, Optional<Path> ca, boolean reconnects, int queueSize) {
        this(RedisUrl.parse(url, TIMEOUT), ca, reconnects, queueSize);
    }

    RedisClients(RedisUrl url, Optional<Path> ca, boolean reconnects, int queueSize) {
        this.url = url;
        this.resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.equalJitter(RECONNECT_MIN, RECONNECT_MAX, 1, TimeUnit.MILLISECONDS))
                .build();
        if (url.kind() == RedisUrl.Kind.CLUSTER) {
            client = null;
            cluster = RedisClusterClient.create(resources, url.uris());
            ClusterClientOptions.Builder options = ClusterClientOptions.builder();
            common(options, ca, queueSize);
            cluster.setOptions(options.autoReconnect(true)
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(MAP_PERIOD)
                            .enableAllAdaptiveRefreshTriggers()
                            .adaptiveRefreshTriggersTimeout(MAP_PERIOD_MIN)
                            .build())
                    .build());
        } else {
            client = RedisClient.create(resources);
            ClientOptions.Builder options = ClientOptions.builder();
            common(options, ca, queueSize);
            client.setOptions(options.autoReconnect(reconnects).build());
            cluster = null;
        }
    }

    private static void common(ClientOptions.Builder options, Optional<Path> ca, int queueSize) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(TIMEOUT);
        ca.ifPresent(file -> tls.trustManager(file.toFile()));
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(queueSize)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .sslOptions(tls.build());
    }

    /** Whether connections come back by themselves whatever was asked for. */
    boolean isCluster() {
        return cluster != null;
    }

    /** Connects; a Redis Cluster is asked for its nodes first. */
    public <V> CompletionStage<Connection<V>> connect(RedisCodec<String, V> codec) {
        if (cluster != null) {
            return cluster.refreshPartitionsAsync()
                    .thenCompose(known -> cluster.connectAsync(codec))
                    .thenApply(made -> new Connection<>(made.async(), made));
        }
        return one().connectAsync(codec, uri()).thenApply(made -> new Connection<>(made.async(), made));
    }

    /** Connects to listen to channels; of a Redis Cluster after {@link #connect}. */
    <V> CompletionStage<? extends StatefulRedisPubSubConnection<String, V>> listen(RedisCodec<String, V> codec) {
        return cluster != null ? cluster.connectPubSubAsync(codec) : one().connectPubSubAsync(codec, uri());
    }

    private RedisClient one() {
        return Objects.requireNonNull(client);
    }

    private RedisURI uri() {
        return url.uris().getFirst();
    }

    /** Ends every connection, and its threads. */
    @Override
    public void close() {
        CompletableFuture<Void> ended = client != null
                ? client.shutdownAsync()
                : Objects.requireNonNull(cluster).shutdownAsync();
        // A connection that ended in the midst of its handshake may hold this up for ever.
        var unused = ended.completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    var unusedThreads = resources.shutdown();
                });
    }
}

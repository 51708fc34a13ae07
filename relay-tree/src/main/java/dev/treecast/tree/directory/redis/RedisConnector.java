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
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to a Redis, one for commands and one for a channel, which live and end together.
 *
 * <p>Connections to one Redis end when they break, and whoever needs one makes the next: the Sentinels are asked anew, and what is refused is
 * told. In a Redis Cluster the connections to its nodes come back by themselves, and its map of slots is read again when it changes.
 */
final class RedisConnector {
    /** For connecting, a TLS handshake, and an answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Three Sentinels, of which two do not answer, are asked for two connections. */
    private static final int CONNECT_SECONDS_MAX = 20;

    private static final Duration RECONNECT_MIN = Duration.ofMillis(100);
    /** A node that is back is used within this time. */
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    private static final Duration MAP_PERIOD = Duration.ofSeconds(60);
    private static final Duration MAP_PERIOD_MIN = Duration.ofSeconds(1);
    /** Several times what {@link RedisStore} asks for at once. */
    private static final int QUEUE_SIZE = 4_096;

    /** @param mends it reconnects by itself */
    record Connected(
            RedisClusterAsyncCommands<String, String> commands,
            StatefulConnection<String, String> connection,
            StatefulRedisPubSubConnection<String, String> changes,
            boolean mends) {
        boolean isBroken() {
            return !mends && !(connection.isOpen() && changes.isOpen());
        }

        void close() {
            var unusedCommands = connection.closeAsync();
            var unusedChanges = changes.closeAsync();
        }
    }

    private final RedisUrl url;
    private final String channel;
    private final Runnable changed;
    private final ClientResources resources;
    private final @Nullable RedisClient client;
    private final @Nullable RedisClusterClient cluster;

    /**
     * @param ca certificates that Redis's one is checked with, PEM, read at each connection; empty: those the JDK trusts
     * @param changed is called for each message on the channel
     */
    RedisConnector(RedisUrl url, Optional<Path> ca, String channel, Runnable changed) {
        this.url = url;
        this.channel = channel;
        this.changed = changed;
        this.resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.equalJitter(RECONNECT_MIN, RECONNECT_MAX, 1, TimeUnit.MILLISECONDS))
                .build();
        if (url.kind() == RedisUrl.Kind.CLUSTER) {
            client = null;
            cluster = RedisClusterClient.create(resources, url.uris());
            ClusterClientOptions.Builder options = ClusterClientOptions.builder();
            common(options, ca);
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
            common(options, ca);
            client.setOptions(options.autoReconnect(false).build());
            cluster = null;
        }
    }

    private static void common(ClientOptions.Builder options, Optional<Path> ca) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(TIMEOUT);
        ca.ifPresent(file -> tls.trustManager(file.toFile()));
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE_SIZE)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .sslOptions(tls.build());
    }

    /** Connects, or fails within {@value #CONNECT_SECONDS_MAX} s. What was made before something failed is closed again. */
    CompletableFuture<Connected> connect() {
        CompletableFuture<Connected> attempt = attempt()
                .exceptionallyCompose(
                        failure -> isTornDown(failure) ? attempt() : CompletableFuture.failedFuture(failure));
        CompletableFuture<Connected> bounded = attempt.copy().orTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
        var unused = attempt.thenAccept(late -> {
            if (bounded.isCompletedExceptionally()) {
                late.close();
            }
        });
        return bounded;
    }

    /** Where Redis refuses and hangs up faster than Lettuce looks, Lettuce loses the reason; the next attempt has it. */
    private static boolean isTornDown(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof IllegalStateException
                    && String.valueOf(each.getMessage()).contains("RedisHandshakeHandler")) {
                return true;
            }
        }
        return false;
    }

    private CompletableFuture<Connected> attempt() {
        // Lettuce's own stages do not have all that CompletionStage promises.
        return (cluster == null ? one() : many(cluster)).toCompletableFuture();
    }

    private CompletionStage<Connected> many(RedisClusterClient cluster) {
        return cluster.refreshPartitionsAsync()
                .thenCompose(known -> cluster.connectAsync(StringCodec.UTF8))
                .thenCompose(commands -> both(
                        commands,
                        cluster.connectPubSubAsync(StringCodec.UTF8),
                        changes -> new Connected(commands.async(), commands, changes, true)));
    }

    private CompletionStage<Connected> one() {
        RedisClient one = java.util.Objects.requireNonNull(client);
        RedisURI uri = url.uris().getFirst();
        return one.connectAsync(StringCodec.UTF8, uri)
                .thenCompose(commands -> both(
                        commands,
                        one.connectPubSubAsync(StringCodec.UTF8, uri),
                        changes -> new Connected(commands.async(), commands, changes, false)));
    }

    private CompletionStage<Connected> both(
            StatefulConnection<String, String> commands,
            CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connecting,
            Function<StatefulRedisPubSubConnection<String, String>, Connected> make) {
        return connecting
                .<Connected>thenCompose(
                        changes -> orClosed(changes, listen(changes)).thenApply(done -> make.apply(changes)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        var unused = commands.closeAsync();
                    }
                });
    }

    private static CompletionStage<Void> orClosed(StatefulConnection<?, ?> connection, CompletionStage<Void> last) {
        return last.whenComplete((done, failure) -> {
            if (failure != null) {
                var unused = connection.closeAsync();
            }
        });
    }

    private CompletionStage<Void> listen(StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(new RedisPubSubAdapter<String, String>() {
            @Override
            public void message(String from, String message) {
                changed.run();
            }
        });
        return connection.async().subscribe(channel);
    }

    /** Ends every connection, and its threads. */
    void close() {
        CompletableFuture<Void> ended = client != null
                ? client.shutdownAsync()
                : java.util.Objects.requireNonNull(cluster).shutdownAsync();
        // A connection that ended in the midst of its handshake may hold this up for ever.
        var unused = ended.completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    var unusedThreads = resources.shutdown();
                });
    }
}

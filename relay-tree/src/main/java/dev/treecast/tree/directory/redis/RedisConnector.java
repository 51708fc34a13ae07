package dev.treecast.tree.directory.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections to a Redis, one for commands and one for a channel, which live and end together.
 *
 * <p>Connections to one Redis end when they break, and whoever needs one makes the next: the Sentinels are asked anew, and what is refused is
 * told. In a Redis Cluster the connections to its nodes come back by themselves, and its map of slots is read again when it changes.
 */
final class RedisConnector {
    /** Three Sentinels, of which two do not answer, are asked for two connections. */
    private static final int CONNECT_SECONDS_MAX = 20;

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

    private final String channel;
    private final Runnable changed;
    private final RedisClients clients;

    /**
     * @param ca certificates that Redis's one is checked with, PEM, read at each connection; empty: those the JDK trusts
     * @param changed is called for each message on the channel
     */
    RedisConnector(RedisUrl url, Optional<Path> ca, String channel, Runnable changed) {
        this.channel = channel;
        this.changed = changed;
        clients = new RedisClients(url, ca, false, QUEUE_SIZE);
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
        return clients.connect(StringCodec.UTF8).thenCompose(this::both).toCompletableFuture();
    }

    private CompletionStage<Connected> both(RedisClients.Connection<String> made) {
        return clients.listen(StringCodec.UTF8)
                .<Connected>thenCompose(changes -> orClosed(changes, listen(changes))
                        .thenApply(done ->
                                new Connected(made.commands(), made.connection(), changes, clients.isCluster())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        var unused = made.connection().closeAsync();
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
        clients.close();
    }
}

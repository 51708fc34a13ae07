package dev.treecast.server.ledger;

import dev.treecast.tree.directory.redis.RedisClients;
import dev.treecast.tree.directory.redis.RedisStore;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Books in Redis; the URL is as of {@link RedisStore}. All keys of a show have its name as their hash tag, and are in one slot with the stream's lease. The
 * connection is the ledger's own, so that what the directory asks does not wait behind a long log.
 */
final class RedisLedgerStore implements LedgerStore {
    /** What a node prepared and never put in place, since it was killed, is gone after an hour. */
    private static final long PREPARED_SECONDS = 3_600;

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private record Script(String text, String digest) {
        static Script of(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
                return new Script(text, HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-1", e);
            }
        }
    }

    private static final Script OPEN = Script.of(LedgerScripts.OPEN);
    private static final Script APPEND = Script.of(LedgerScripts.APPEND);
    private static final Script REPLACE = Script.of(LedgerScripts.REPLACE);

    /** Batches of many shows, each awaited. */
    private static final int QUEUE_SIZE = 65_536;

    private final RedisClients clients;
    private @Nullable CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> connecting;

    /** @throws IllegalArgumentException when the URL is none that is known here */
    RedisLedgerStore(String url, Optional<Path> ca) {
        clients = new RedisClients(url, ca, true, QUEUE_SIZE);
    }

    private synchronized CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> connected() {
        CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> now = connecting;
        if (now == null || now.isCompletedExceptionally()) {
            now = connect();
            connecting = now;
        }
        return now;
    }

    private CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> connect() {
        try {
            return clients.connect(CODEC)
                    .<RedisClusterAsyncCommands<String, byte[]>>thenApply(RedisClients.Connection::commands)
                    .toCompletableFuture();
        } catch (RuntimeException atOnce) {
            // Such as a CA's file that cannot be read just now.
            return CompletableFuture.failedFuture(atOnce);
        }
    }

    private <T> CompletionStage<T> ask(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> what) {
        return connected().thenCompose(what);
    }

    private CompletionStage<List<Long>> run(Script script, String show, Writer writer, byte[]... more) {
        String[] keys = {
            key(show, ""),
            key(show, ":log"),
            RedisStore.leaseKey(show),
            RedisStore.tokenKey(show),
            key(show, ":base"),
            prepared(show, writer)
        };
        byte[][] values = new byte[3 + more.length][];
        values[0] = bytes(writer.node());
        values[1] = bytes(Long.toString(writer.token()));
        values[2] = bytes(writer.id());
        System.arraycopy(more, 0, values, 3, more.length);
        return ask(redis -> redis.<List<Long>>evalsha(script.digest, ScriptOutputType.MULTI, keys, values)
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return cause instanceof RedisNoScriptException
                            ? redis.<List<Long>>eval(script.text, ScriptOutputType.MULTI, keys, values)
                            : CompletableFuture.failedStage(failure);
                }));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(String show, String rest) {
        return "treecast:{" + show + "}:books" + rest;
    }

    private static String prepared(String show, Writer writer) {
        return key(show, ":next:" + writer.id());
    }

    @Override
    public CompletionStage<Opened> open(String show, Writer writer) {
        return run(OPEN, show, writer)
                .thenApply(answer -> answer.getFirst() == LedgerScripts.OK
                        ? new Opened(LedgerScripts.OK, answer.get(1), answer.get(2))
                        : new Opened(answer.getFirst(), 0, 0));
    }

    @Override
    public CompletionStage<List<byte[]>> read(String show, boolean base, long from, int count) {
        return ask(redis -> redis.lrange(key(show, base ? ":base" : ":log"), from, from + count - 1));
    }

    @Override
    public CompletionStage<Long> append(String show, Writer writer, long number, byte[] batch) {
        return run(APPEND, show, writer, bytes(Long.toString(number)), batch).thenApply(List::getFirst);
    }

    @Override
    public CompletionStage<?> prepare(String show, Writer writer, boolean first, byte[] piece) {
        String key = prepared(show, writer);
        return ask(redis -> {
            CompletionStage<Long> emptied = first ? redis.del(key) : CompletableFuture.completedStage(0L);
            return emptied.thenCompose(done -> redis.rpush(key, piece))
                    .thenCompose(done -> redis.expire(key, PREPARED_SECONDS));
        });
    }

    @Override
    public CompletionStage<Long> replace(String show, Writer writer, long covered, boolean whole) {
        return run(REPLACE, show, writer, bytes(Long.toString(covered)), bytes(whole ? "1" : "0"))
                .thenApply(List::getFirst);
    }

    @Override
    public void close() {
        clients.close();
    }
}

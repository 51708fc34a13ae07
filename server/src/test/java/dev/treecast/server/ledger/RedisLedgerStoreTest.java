package dev.treecast.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.ledger.LedgerStore.Opened;
import dev.treecast.server.ledger.LedgerStore.Writer;
import dev.treecast.tree.directory.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts decide, in a real redis-server. */
class RedisLedgerStoreTest {
    private static final String SHOW = "castle";

    @TempDir
    private Path folder;

    private RedisServer redis;
    private RedisLedgerStore store;

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.startLasting(folder);
        store = new RedisLedgerStore(redis.url(), Optional.empty());
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private long append(Writer writer, long number, String batch) throws Exception {
        return get(store.append(SHOW, writer, number, batch.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> read(boolean base) throws Exception {
        return get(store.read(SHOW, base, 0, 100)).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldTakeABatchOnceWhoseAnswerWasLost() throws Exception {
        Writer writer = new Writer("one", 0, "w1");
        assertThat(get(store.open(SHOW, writer))).isEqualTo(new Opened(LedgerScripts.OK, 0, 0));
        assertThat(append(writer, 1, "a")).isEqualTo(LedgerScripts.OK);
        assertThat(append(writer, 2, "b")).isEqualTo(LedgerScripts.OK);
        assertThat(append(writer, 1, "a")).isEqualTo(LedgerScripts.OK);
        assertThat(append(writer, 2, "b")).isEqualTo(LedgerScripts.OK);
        assertThat(append(writer, 4, "d")).isEqualTo(LedgerScripts.GAP);
        assertThat(append(writer, 3, "c")).isEqualTo(LedgerScripts.OK);
        assertThat(read(false)).containsExactly("a", "b", "c");
    }

    @Test
    void shouldNotLetBooksBeWrittenByTwo() throws Exception {
        Writer first = new Writer("one", 0, "w1");
        assertThat(append(first, 1, "a")).isEqualTo(LedgerScripts.OK);
        // The same node, started anew.
        Writer second = new Writer("one", 0, "w2");
        assertThat(get(store.open(SHOW, second))).isEqualTo(new Opened(LedgerScripts.OK, 1, 0));
        assertThat(append(first, 2, "b")).isEqualTo(LedgerScripts.FENCED);
        // Also not what it may have been told of before: who knows what it would go on with.
        assertThat(append(first, 1, "a")).isEqualTo(LedgerScripts.FENCED);
        assertThat(get(store.replace(SHOW, first, 1, true))).isEqualTo(LedgerScripts.FENCED);
        assertThat(append(second, 2, "c")).isEqualTo(LedgerScripts.OK);
        assertThat(read(false)).containsExactly("a", "c");
    }

    @Test
    void shouldNotGoBackToAnOlderToken() throws Exception {
        Writer newer = new Writer("two", 8, "w2");
        assertThat(append(newer, 1, "a")).isEqualTo(LedgerScripts.OK);
        Writer older = new Writer("one", 7, "w1");
        assertThat(get(store.open(SHOW, older)).code()).isEqualTo(LedgerScripts.FENCED);
        // A day without a lease, after which tokens begin anew: the lease decides.
        assertThat(redis.say("HSET treecast:{castle}:lease node one principal p token 1"))
                .isEqualTo(":3");
        Writer lessee = new Writer("one", 1, "w3");
        assertThat(get(store.open(SHOW, lessee)).code()).isEqualTo(LedgerScripts.OK);
        assertThat(append(newer, 2, "b")).isEqualTo(LedgerScripts.FENCED);
        assertThat(append(lessee, 2, "c")).isEqualTo(LedgerScripts.OK);
    }

    @Test
    void shouldReplaceTheBeginningOfTheLogByItsBase() throws Exception {
        Writer writer = new Writer("one", 0, "w1");
        for (int i = 1; i <= 4; i++) {
            append(writer, i, "b" + i);
        }
        get(store.prepare(SHOW, writer, true, "old".getBytes(StandardCharsets.UTF_8)));
        // An attempt that came to nothing is begun again.
        get(store.prepare(SHOW, writer, true, "x".getBytes(StandardCharsets.UTF_8)));
        get(store.prepare(SHOW, writer, false, "y".getBytes(StandardCharsets.UTF_8)));
        assertThat(append(writer, 5, "b5")).isEqualTo(LedgerScripts.OK);
        assertThat(get(store.replace(SHOW, writer, 4, false))).isEqualTo(LedgerScripts.OK);
        assertThat(read(true)).containsExactly("x", "y");
        assertThat(read(false)).containsExactly("b5");
        assertThat(redis.say("TTL treecast:{castle}:books:base")).isEqualTo(":-1");
        assertThat(get(store.open(SHOW, writer))).isEqualTo(new Opened(LedgerScripts.OK, 5, 4));
        // Its base is older than the one that is there.
        assertThat(get(store.replace(SHOW, writer, 3, false))).isEqualTo(LedgerScripts.GAP);
        get(store.prepare(SHOW, writer, true, "all".getBytes(StandardCharsets.UTF_8)));
        assertThat(get(store.replace(SHOW, writer, 9, true))).isEqualTo(LedgerScripts.OK);
        assertThat(read(true)).containsExactly("all");
        assertThat(read(false)).isEmpty();
        assertThat(append(writer, 10, "b10")).isEqualTo(LedgerScripts.OK);
    }
}

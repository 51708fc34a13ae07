package dev.treecast.tree.directory.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.tree.directory.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real redis-server on a free port of loopback. */
class RedisStoreTest {
    @TempDir
    Path folder;

    private int port;
    private Process redis;
    private RedisStore store;

    /** {@code ./treecast test} installs it; plain {@code mvn verify} goes without. */
    @BeforeAll
    static void needsRedis() throws InterruptedException {
        try {
            new ProcessBuilder("redis-server", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            Assumptions.abort("redis-server was not found: apt-get install redis-server");
        }
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = launch();
        store = new RedisStore("redis://127.0.0.1:" + port);
        awaitAnswer();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "" + port,
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--dir",
                            "" + folder)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new AssertionError("redis-server was not found: apt-get install redis-server", missing);
        }
    }

    @AfterEach
    void stop() {
        store.close();
        redis.destroyForcibly();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Asks until it answers: each question waits for its own answer or failure. */
    private void awaitAnswer() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                var unused = get(store.read());
                return;
            } catch (Exception notYet) {
                if (System.nanoTime() > end || notYet instanceof TimeoutException) {
                    throw new AssertionError("no answer", notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldKeepNodes() throws Exception {
        var unusedPut = get(store.putNode("one", "{}", 10_000));
        assertThat(get(store.read()).nodes()).containsEntry("one", "{}");
        var unusedGone = get(store.removeNode("one"));
        assertThat(get(store.read()).nodes()).isEmpty();
    }

    @Test
    void shouldLeaseAStreamToOne() throws Exception {
        Lease first = get(store.claim("show", "one", "anna", 10_000));
        assertThat(first).isEqualTo(new Lease("one", "anna", 1));
        assertThat(get(store.claim("show", "two", "bert", 10_000))).isEqualTo(first);
        assertThat(get(store.claim("show", "one", "anna", 10_000))).isEqualTo(first);
        assertThat(get(store.read()).leases()).containsEntry("show", first);
        Lease moved = get(store.claim("show", "two", "anna", 10_000));
        assertThat(moved.token()).isEqualTo(2);
        assertThat(get(store.renew("show", first, 10_000))).isEqualTo(moved);
        var unusedRelease = get(store.release("show", moved));
        assertThat(get(store.read()).leases()).isEmpty();
        assertThat(get(store.renew("show", first, 10_000)).node()).isEmpty();
        assertThat(get(store.renew("show", moved, 10_000))).isEqualTo(moved);
    }

    @Test
    void shouldAnswerAgainAfterRedisWasKilled() throws Exception {
        Lease lease = get(store.claim("show", "one", "anna", 10_000));
        redis.destroyForcibly().waitFor();
        assertThatThrownBy(() -> get(store.read())).isInstanceOf(java.util.concurrent.ExecutionException.class);
        redis = launch();
        awaitAnswer();
        assertThat(get(store.renew("show", lease, 10_000))).isEqualTo(lease);
        assertThat(get(store.read()).leases()).containsEntry("show", lease);
    }
}

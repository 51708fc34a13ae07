package dev.treecast.tree.directory.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.directory.Lease;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Does with a store all that a node does. */
final class StoreRounds {
    private static final long TTL_MS = 60_000;

    private StoreRounds() {}

    /** Waits for an answer. */
    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** What a failed stage failed with. */
    static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            Object answer = get(stage);
            throw new AssertionError("no failure but " + answer);
        } catch (ExecutionException failed) {
            return cause(failed);
        }
    }

    static Throwable cause(ExecutionException failed) {
        return Objects.requireNonNull(failed.getCause());
    }

    /** Nodes and streams are written, read, taken over and taken back; each change is told. Fails with the first failure. */
    static void round(RedisStore store, String stream) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        store.onChange(told::countDown);
        var unusedNode = get(store.putNode("one", "{}", TTL_MS));
        var unusedOther = get(store.putNode("two", "{}", TTL_MS));
        Lease first = get(store.claim(stream, "one", "anna", TTL_MS));
        assertThat(get(store.renew(stream, first, TTL_MS))).isEqualTo(first);
        Lease moved = get(store.claim(stream, "two", "anna", TTL_MS));
        assertThat(moved.token()).isEqualTo(first.token() + 1);
        assertThat(get(store.claim(stream, "three", "bert", TTL_MS))).isEqualTo(moved);
        assertThat(get(store.renew(stream, first, TTL_MS))).isEqualTo(moved);
        assertThat(get(store.read()).leases()).containsEntry(stream, moved);
        assertThat(get(store.read()).nodes()).containsKeys("one", "two");
        var unusedRelease = get(store.release(stream, moved));
        assertThat(get(store.read()).leases()).doesNotContainKey(stream);
        // As after an expiry.
        assertThat(get(store.renew(stream, moved, TTL_MS))).isEqualTo(moved);
        var unusedGone = get(store.release(stream, moved));
        var unusedRemoved = get(store.removeNode("one"));
        assertThat(get(store.read()).nodes()).doesNotContainKey("one").containsKey("two");
        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    }
}

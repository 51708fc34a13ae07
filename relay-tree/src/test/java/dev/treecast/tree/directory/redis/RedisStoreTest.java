package dev.treecast.tree.directory.redis;

import static dev.treecast.tree.directory.redis.StoreRounds.failure;
import static dev.treecast.tree.directory.redis.StoreRounds.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.directory.Lease;
import dev.treecast.tree.directory.StoreException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against one redis-server. */
class RedisStoreTest {
    @TempDir
    Path folder;

    private RedisServers servers;
    private RedisServer redis;
    private RedisStore store;

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() {
        servers = new RedisServers(folder);
        redis = servers.start();
        store = new RedisStore("redis://" + redis.address(), Optional.empty());
    }

    @AfterEach
    void stop() {
        store.close();
        servers.close();
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

    /** A replica that becomes the master may have missed the last changes. */
    @Test
    void shouldPreferTheNewerTokenToWhatAnOldCopyOfRedisSays() throws Exception {
        Lease old = get(store.claim("show", "one", "anna", 10_000));
        Lease newer = new Lease("two", "anna", old.token() + 1);
        assertThat(get(store.renew("show", newer, 10_000))).isEqualTo(newer);
        assertThat(get(store.renew("show", old, 10_000))).isEqualTo(newer);
        assertThat(get(store.claim("show", "three", "anna", 10_000)).token()).isEqualTo(newer.token() + 1);
    }

    @Test
    void shouldAnswerAgainAfterRedisWasKilled() throws Exception {
        Lease lease = get(store.claim("show", "one", "anna", 10_000));
        redis.kill();
        assertThat(failure(store.read())).isInstanceOf(StoreException.class);
        redis.start();
        // At once: nothing waits for a connection that comes back some time.
        assertThat(get(store.renew("show", lease, 10_000))).isEqualTo(lease);
        assertThat(get(store.read()).leases()).containsEntry("show", lease);
    }

    /** More than commands that may wait on a connection at once. */
    @Test
    void shouldReadManyStreams() throws Exception {
        redis.ask("EVAL", """
                for i = 1, 6000 do
                  redis.call('SADD', 'treecast:streams', 's' .. i)
                  redis.call('HSET', 'treecast:{s' .. i .. '}:lease', 'node', 'one', 'principal', 'anna', 'token', '1')
                  redis.call('SADD', 'treecast:nodes', 'n' .. i)
                  redis.call('SET', 'treecast:node:n' .. i, '{}')
                end
                """, "0");
        assertThat(get(store.read()).leases()).hasSize(6_000);
        assertThat(get(store.read()).nodes()).hasSize(6_000);
    }

    @Test
    void shouldLeaveNoConnectionsBehind() throws Exception {
        redis.order("ACL", "SETUSER", "half", "on", ">word", "~*", "resetchannels", "+@all");
        RedisStore refused = new RedisStore("redis://half:word@" + redis.address(), Optional.empty());
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(failure(refused.read())).hasMessageContaining("does not let this user");
            }
            RedisServer.await(
                    "what was half made is closed",
                    () -> redis.ask("CLIENT", "LIST", "TYPE", "normal")
                                    .lines()
                                    .filter(line -> line.contains("user=half"))
                                    .count()
                            == 0);
        } finally {
            refused.close();
        }
    }
}

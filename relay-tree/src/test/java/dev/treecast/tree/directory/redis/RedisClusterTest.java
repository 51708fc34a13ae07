package dev.treecast.tree.directory.redis;

import static dev.treecast.tree.directory.redis.RedisServer.await;
import static dev.treecast.tree.directory.redis.StoreRounds.failure;
import static dev.treecast.tree.directory.redis.StoreRounds.get;
import static dev.treecast.tree.directory.redis.StoreRounds.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.directory.Claim;
import dev.treecast.tree.directory.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis Cluster of three masters. */
class RedisClusterTest {
    private static final long TTL_MS = 60_000;
    private static final String[][] SLOTS = {{"0", "5460"}, {"5461", "10922"}, {"10923", "16383"}};

    @TempDir
    Path folder;

    private RedisServers servers;
    private final List<RedisServer> masters = new ArrayList<>();

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() throws IOException {
        servers = new RedisServers(folder);
        for (String[] slots : SLOTS) {
            List<String> options = new ArrayList<>(List.of(RedisAclTest.options(folder, "+cluster|nodes +info")));
            options.addAll(List.of(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-require-full-coverage",
                    "yes",
                    "--cluster-node-timeout",
                    "1000"));
            RedisServer master = servers.start(options.toArray(String[]::new));
            assertThat(keep(master, "CLUSTER", "ADDSLOTSRANGE", slots[0], slots[1]))
                    .isEqualTo("OK");
            masters.add(master);
        }
        for (RedisServer other : masters.subList(1, 3)) {
            assertThat(keep(masters.getFirst(), "CLUSTER", "MEET", "127.0.0.1", "" + other.port()))
                    .isEqualTo("OK");
        }
        awaitWhole();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private static String keep(RedisServer server, String... words) {
        List<String> command = new ArrayList<>(List.of("--no-auth-warning", "--user", "keeper", "--pass", "keeper"));
        command.addAll(List.of(words));
        return server.ask(command.toArray(String[]::new));
    }

    private void awaitWhole() {
        await(
                "all of the Cluster know all of it",
                () -> masters.stream().allMatch(each -> {
                    String info = keep(each, "CLUSTER", "INFO");
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
                }));
    }

    private String url(RedisServer... asked) {
        return "redis-cluster://" + RedisAclTest.user()
                + List.of(asked).stream().map(RedisServer::address).collect(Collectors.joining(","));
    }

    @Test
    void shouldSpreadStreamsOverTheNodes() throws Exception {
        RedisStore store = new RedisStore(url(masters.getFirst()), Optional.empty());
        RedisStore other = new RedisStore(url(masters.get(1), masters.get(2)), Optional.empty());
        try {
            round(store, "show");
            CountDownLatch told = new CountDownLatch(30);
            assertThat(get(other.read()).leases()).isEmpty();
            other.onChange(told::countDown);
            Map<String, Lease> claimed = new HashMap<>();
            for (int i = 0; i < 30; i++) {
                claimed.put("s" + i, get(store.claim("s" + i, "one", "anna", TTL_MS)));
                var unused = get(store.putNode("n" + i, "{}", TTL_MS));
            }
            // Whichever node a message comes to, all hear of it.
            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(get(other.read()).leases()).isEqualTo(claimed);
            assertThat(get(other.read()).nodes()).containsKeys("n0", "n29");
            for (RedisServer master : masters) {
                assertThat(keep(master, "KEYS", "treecast:{s*}:lease").lines()).hasSizeGreaterThan(2);
                assertThat(keep(master, "KEYS", "treecast:node:n*").lines()).hasSizeGreaterThan(2);
            }
            tellsThatTheUrlIsOfTheOtherKind();
        } finally {
            store.close();
            other.close();
        }
    }

    @Test
    void shouldHealWhenANodeIsBackOrASlotHasMoved() throws Exception {
        try (LiveDirectory one = new LiveDirectory("one", url(masters.getFirst()));
                LiveDirectory two = new LiveDirectory("two", url(masters.toArray(RedisServer[]::new)))) {
            one.awaitConnected();
            two.awaitConnected();
            for (String stream : List.of("a", "b", "c", "d", "e", "f")) {
                assertThat(one.claim(stream)).isEqualTo(new Claim.Won(1, false));
            }
            // The one that was asked first, so others must be asked; it comes back with nothing.
            masters.getFirst().kill();
            String unusedOne = one.awaitAway("");
            String unusedTwo = two.awaitAway("");
            masters.getFirst().start();
            awaitWhole();
            one.awaitConnected();
            two.awaitConnected();
            awaitStreams(two, 6);
            // Of the second node's slots; the lease has to be written again.
            String lease = "treecast:{c}:lease";
            assertThat(keep(masters.get(1), "EXISTS", lease)).isEqualTo("1");
            move(masters.get(2), keep(masters.get(1), "CLUSTER", "KEYSLOT", lease));
            await(
                    "the lease is at the slot's new node",
                    () -> keep(masters.get(2), "EXISTS", lease).equals("1"));
            assertThat(one.claim("g")).isEqualTo(new Claim.Won(1, false));
            awaitStreams(two, 7);
            assertThat(one.lost).isEmpty();
        }
    }

    private static void awaitStreams(LiveDirectory node, int count) {
        await(count + " streams are known", () -> node.directory().streams().size() == count);
    }

    /** Gives a slot to another node, without what is in it. */
    private void move(RedisServer to, String slot) {
        String id = keep(to, "CLUSTER", "MYID");
        for (RedisServer each : masters) {
            String keys = keep(each, "CLUSTER", "GETKEYSINSLOT", slot, "100");
            keys.lines().filter(key -> key.startsWith("treecast:")).forEach(key -> keep(each, "DEL", key));
        }
        for (RedisServer each : masters) {
            String unused = keep(each, "CLUSTER", "SETSLOT", slot, "NODE", id);
        }
    }

    private void tellsThatTheUrlIsOfTheOtherKind() throws Exception {
        RedisStore single = new RedisStore(
                "redis://" + RedisAclTest.user() + masters.getFirst().address(), Optional.empty());
        RedisStore none = new RedisStore("redis-cluster://" + servers.start().address(), Optional.empty());
        try {
            assertThat(failureOfAny(single)).contains("redis-cluster://");
            assertThat(failure(none.read())).hasMessageContaining("is no Redis Cluster");
        } finally {
            single.close();
            none.close();
        }
    }

    /** Some keys are on the node that was named. */
    private static String failureOfAny(RedisStore store) throws Exception {
        for (int i = 0; i < 100; i++) {
            try {
                var unused = get(store.claim("s" + i, "one", "anna", TTL_MS));
            } catch (java.util.concurrent.ExecutionException failed) {
                return String.valueOf(StoreRounds.cause(failed).getMessage());
            }
        }
        return "nothing failed";
    }
}

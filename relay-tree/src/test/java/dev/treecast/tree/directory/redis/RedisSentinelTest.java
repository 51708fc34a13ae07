package dev.treecast.tree.directory.redis;

import static dev.treecast.tree.directory.redis.RedisServer.await;
import static dev.treecast.tree.directory.redis.StoreRounds.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.directory.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master, replicas and three Sentinels, each with users of their own. */
class RedisSentinelTest {
    private static final String SENTINEL_PASSWORD = "watch";

    @TempDir
    Path folder;

    private RedisServers servers;
    private final List<RedisServer> redis = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() {
        servers = new RedisServers(folder);
    }

    /** A master, two replicas and three Sentinels that know each other. */
    private void startAll() throws IOException {
        String[] keeper = {"--masteruser", "keeper", "--masterauth", "keeper"};
        redis.add(servers.start(with(RedisAclTest.options(folder, ""), keeper)));
        for (int i = 0; i < 2; i++) {
            String[] follows = {
                "--replicaof", "127.0.0.1", "" + redis.getFirst().port()
            };
            redis.add(servers.start(with(RedisAclTest.options(folder, ""), with(keeper, follows))));
        }
        await(
                "the replicas follow",
                () -> redis.stream().skip(1).allMatch(each -> keep(each, "ROLE").contains("connected")));
        for (int i = 0; i < 3; i++) {
            startSentinel();
        }
        await(
                "the Sentinels know each other and the replicas",
                () -> sentinels.stream().allMatch(each -> {
                    String master = watch(each, "SENTINEL", "MASTER", "show");
                    return master.contains("num-other-sentinels\n2") && master.contains("num-slaves\n2");
                }));
    }

    private void startSentinel() {
        sentinels.add(servers.startSentinel(List.of(
                "requirepass " + SENTINEL_PASSWORD,
                "sentinel monitor show 127.0.0.1 " + redis.getFirst().port() + " 2",
                "sentinel auth-user show keeper",
                "sentinel auth-pass show keeper",
                "sentinel down-after-milliseconds show 1000",
                // Twice this is how soon the next failover may begin.
                "sentinel failover-timeout show 2000")));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String keep(RedisServer server, String... words) {
        return server.ask(with(new String[] {"--no-auth-warning", "--user", "keeper", "--pass", "keeper"}, words));
    }

    private static String watch(RedisServer sentinel, String... words) {
        return sentinel.ask(with(new String[] {"--no-auth-warning", "-a", SENTINEL_PASSWORD}, words));
    }

    private String url(String parameters) {
        String hosts = sentinels.stream().map(RedisServer::address).collect(Collectors.joining(","));
        return "redis-sentinel://" + RedisAclTest.user() + hosts + "/0" + parameters + "#show";
    }

    private String url() {
        return url("?sentinelPassword=" + SENTINEL_PASSWORD);
    }

    private RedisServer master() {
        String[] address = watch(sentinels.getFirst(), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "show")
                .split("\n", -1);
        return redis.stream()
                .filter(each -> address[1].strip().equals("" + each.port()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(RedisServer server, String... keys) {
        return keep(server, with(new String[] {"EXISTS"}, keys)).equals("" + keys.length);
    }

    @Test
    void shouldGoOnAtThePromotedReplica() throws Exception {
        startAll();
        try (LiveDirectory one = new LiveDirectory("one", url());
                LiveDirectory two = new LiveDirectory("two", url())) {
            one.awaitConnected();
            two.awaitConnected();
            assertThat(one.claim("ones")).isEqualTo(new Claim.Won(1, false));
            assertThat(two.claim("twos")).isEqualTo(new Claim.Won(1, false));
            awaitAllKnown(one, two);

            // Killed: connections end.
            RedisServer first = master();
            first.kill();
            await("a replica is promoted", () -> master() != first);
            RedisServer second = master();
            // As if the replica had never heard of them.
            String unusedGone = keep(second, "FLUSHALL");
            awaitWritten(second);
            awaitAllKnown(one, two);
            assertThat(one.claim("late")).isEqualTo(new Claim.Won(1, false));

            // Frozen: connections stay, and nothing answers.
            await(
                    "the other one follows",
                    () -> redis.stream()
                            .filter(each -> each != first && each != second)
                            .allMatch(each -> keep(each, "ROLE").contains("connected")));
            second.freeze();
            await("the last one is promoted", () -> master() != second);
            awaitWritten(master());
            awaitAllKnown(one, two);
            assertThat(one.claim("later")).isEqualTo(new Claim.Won(1, false));
            assertThat(one.lost).isEmpty();
            assertThat(two.lost).isEmpty();
        }
    }

    private static void awaitWritten(RedisServer server) {
        await(
                "what nodes hold is there again",
                () -> has(
                        server,
                        "treecast:node:one",
                        "treecast:node:two",
                        "treecast:{ones}:lease",
                        "treecast:{twos}:lease"));
    }

    private static void awaitAllKnown(LiveDirectory... nodes) {
        for (LiveDirectory node : nodes) {
            node.awaitConnected();
            await(
                    "both nodes and streams are known",
                    () -> node.directory().nodes().size() == 2
                            && node.directory()
                                    .ingestNode("ones")
                                    .filter("one"::equals)
                                    .isPresent()
                            && node.directory()
                                    .ingestNode("twos")
                                    .filter("two"::equals)
                                    .isPresent());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheSentinels() throws Exception {
        redis.add(servers.start(RedisAclTest.options(folder, "")));
        startSentinel();
        startSentinel();
        assertThat(failureOf(url(""))).contains("sentinelPassword=");
        assertThat(failureOf(url("?sentinelPassword=wrong")))
                .contains("WRONGPASS")
                .doesNotContain("=wrong");
        assertThat(failureOf(url().replace("#show", "#other"))).contains("'other'", "Sentinels");
        sentinels.forEach(RedisServer::kill);
        assertThat(failureOf(url()))
                .contains("no Sentinel at", sentinels.getFirst().address());
    }

    private static String failureOf(String url) throws Exception {
        RedisStore store = new RedisStore(url, Optional.empty());
        try {
            return String.valueOf(failure(store.read()).getMessage());
        } finally {
            store.close();
        }
    }
}

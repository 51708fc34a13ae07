package dev.treecast.tree.directory.redis;

import static dev.treecast.tree.directory.redis.StoreRounds.failure;
import static dev.treecast.tree.directory.redis.StoreRounds.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the user that {@code docs/operating.md} tells operators to make. */
class RedisAclTest {
    private static final String PASSWORD = "a/b@c:d%";
    private static final String IN_URL = "a%2Fb%40c%3Ad%25";

    @TempDir
    Path folder;

    private RedisServers servers;
    private RedisServer redis;

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    /** The line in the page, as it is there. */
    static String documentedLine() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/operating.md")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("user treecast on >PASSWORD "))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst().replace("PASSWORD", PASSWORD);
    }

    /** Options of a Redis that lets nobody else in than that user, and somebody who looks after it. */
    static String[] options(Path folder, String more) throws IOException {
        Path file = Files.createTempFile(folder, "users", ".acl");
        Files.write(
                file, List.of("user default off", "user keeper on >keeper ~* &* +@all", documentedLine() + " " + more));
        return new String[] {"--aclfile", "" + file};
    }

    static String user() {
        return "treecast:" + IN_URL + "@";
    }

    @BeforeEach
    void start() throws IOException {
        servers = new RedisServers(folder);
        redis = servers.start(options(folder, ""));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private String keep(String... words) {
        List<String> command = new ArrayList<>(List.of("--no-auth-warning", "--user", "keeper", "--pass", "keeper"));
        command.addAll(List.of(words));
        return redis.ask(command.toArray(String[]::new));
    }

    private RedisStore store() {
        return new RedisStore("redis://" + user() + redis.address(), Optional.empty());
    }

    @Test
    void shouldDoWithTheDocumentedRights() throws Exception {
        RedisStore store = store();
        try {
            round(store, "show");
        } finally {
            store.close();
        }
        assertThat(keep("ACL", "LOG")).isEmpty();
    }

    /** What is not needed is not asked for. */
    @Test
    void shouldNeedEachDocumentedRight() throws Exception {
        List<String> rights = documentedLine()
                .lines()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .toList();
        assertThat(rights).hasSizeGreaterThan(10);
        for (String right : rights) {
            assertThat(keep("ACL", "SETUSER", "treecast", "-" + right)).isEqualTo("OK");
            RedisStore store = store();
            try {
                assertThat(roundFailure(store)).as("without " + right).contains("docs/operating.md");
            } finally {
                store.close();
            }
            assertThat(keep("ACL", "SETUSER", "treecast", "+" + right)).isEqualTo("OK");
        }
    }

    private static String roundFailure(RedisStore store) throws Exception {
        try {
            round(store, "show");
            return "nothing failed";
        } catch (java.util.concurrent.ExecutionException failed) {
            return String.valueOf(StoreRounds.cause(failed).getMessage());
        }
    }

    @Test
    void shouldSayThatAPasswordIsWrongAndGoOnOnceItIsRight() throws Exception {
        try (LiveDirectory node = new LiveDirectory("one", "redis://treecast:wrong@" + redis.address())) {
            assertThat(node.awaitAway("refuses the user or the password"))
                    .contains(redis.address(), "--redis", "WRONGPASS")
                    .doesNotContain("wrong@");
            assertThat(keep("ACL", "SETUSER", "treecast", ">wrong")).isEqualTo("OK");
            node.awaitConnected();
        }
    }

    @Test
    void shouldSayThatAUserIsMissing() throws Exception {
        RedisStore nobody = new RedisStore("redis://" + redis.address(), Optional.empty());
        try {
            assertThat(failure(nobody.read())).hasMessageContaining("wants a user and a password");
        } finally {
            nobody.close();
        }
    }

    @Test
    void shouldSayThatThisIsAReplica() throws Exception {
        RedisServer master = servers.start();
        RedisServer replica = servers.start("--replicaof", "127.0.0.1", "" + master.port());
        RedisServer.await("it follows", () -> replica.ask("ROLE").contains("connected"));
        RedisStore store = new RedisStore("redis://" + replica.address(), Optional.empty());
        try {
            assertThat(failure(store.putNode("one", "{}", 60_000))).hasMessageContaining("is a replica");
        } finally {
            store.close();
        }
    }
}

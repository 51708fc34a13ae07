package dev.treecast.tree.directory.redis;

import static dev.treecast.tree.directory.redis.StoreRounds.failure;
import static dev.treecast.tree.directory.redis.StoreRounds.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with a CA of the test's own. */
class RedisTlsTest {
    @TempDir
    static Path certificates;

    private static RedisCertificates ours;
    private static RedisCertificates theirs;

    @TempDir
    Path folder;

    private RedisServers servers;

    @BeforeAll
    static void make() throws Exception {
        RedisServer.require();
        ours = new RedisCertificates(certificates, "ours");
        theirs = new RedisCertificates(certificates, "theirs");
    }

    @BeforeEach
    void start() {
        servers = new RedisServers(folder);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private static void rounds(String url) throws Exception {
        RedisStore store = new RedisStore(url, Optional.of(ours.ca()));
        try {
            round(store, "show");
        } finally {
            store.close();
        }
    }

    private static String failureOf(String url, Optional<Path> ca) throws Exception {
        RedisStore store = new RedisStore(url, ca);
        try {
            return String.valueOf(failure(store.read()).getMessage());
        } finally {
            store.close();
        }
    }

    @Test
    void shouldTrustTheNamedCa() throws Exception {
        RedisServer redis = servers.startTls(ours.options(RedisAclTest.options(folder, "")));
        rounds("rediss://" + RedisAclTest.user() + redis.address());
    }

    @Test
    void shouldRefuseWhoeverIsNotTrusted() throws Exception {
        String url = "rediss://" + servers.startTls(ours.options()).address();
        assertThat(failureOf(url, Optional.empty())).contains("not trusted here", "--redis-ca FILE");
        assertThat(failureOf(url, Optional.of(theirs.ca()))).contains("not trusted here", "--redis-ca FILE");
        assertThat(failureOf(url.replace("127.0.0.1", "localhost"), Optional.of(ours.ca())))
                .contains("subject alternative name", "localhost");
    }

    @Test
    void shouldRefuseAnExpiredCertificate() throws Exception {
        RedisCertificates old = new RedisCertificates(folder, "old", -60);
        String url = "rediss://" + servers.startTls(old.options()).address();
        assertThat(failureOf(url, Optional.of(old.ca()))).contains("expired");
    }

    @Test
    void shouldSayWhichSideSpeaksTls() throws Exception {
        String plain = servers.start().address();
        assertThat(failureOf("rediss://" + plain, Optional.of(ours.ca()))).contains("not speak TLS", plain);
        String tls = servers.startTls(ours.options()).address();
        assertThat(failureOf("redis://" + tls, Optional.empty())).contains("rediss://", tls);
    }

    @Test
    void shouldSayThatNodesShowNoCertificate() throws Exception {
        String[] strict = ours.options();
        strict[strict.length - 1] = "yes";
        String url = "rediss://" + servers.startTls(strict).address();
        assertThat(failureOf(url, Optional.of(ours.ca()))).contains("tls-auth-clients no");
    }

    @Test
    void shouldTakeANewCaWithoutARestart() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        String url = "rediss://" + servers.startTls(ours.options()).address();
        try (LiveDirectory node = new LiveDirectory("one", url, Optional.of(ca))) {
            assertThat(node.awaitAway("ca.pem")).contains("--redis-ca");
            Files.copy(theirs.ca(), ca, StandardCopyOption.REPLACE_EXISTING);
            assertThat(node.awaitAway("not trusted here")).contains("--redis-ca");
            Files.copy(ours.ca(), ca, StandardCopyOption.REPLACE_EXISTING);
            node.awaitConnected();
        }
    }

    @Test
    void shouldSpeakTlsWithSentinels() throws Exception {
        RedisServer redis = servers.startTls(ours.options());
        RedisServer sentinel = servers.startTlsSentinel(
                List.of("sentinel monitor show 127.0.0.1 " + redis.port() + " 1"),
                ours.options("--tls-replication", "yes"));
        rounds("rediss-sentinel://" + sentinel.address() + "/0#show");
        assertThat(failureOf("rediss-sentinel://" + sentinel.address() + "/0#show", Optional.of(theirs.ca())))
                .contains("not trusted here");
    }

    @Test
    void shouldSpeakTlsWithAClustersNodes() throws Exception {
        RedisServer redis = servers.startTls(ours.options("--cluster-enabled", "yes", "--tls-cluster", "yes"));
        redis.order("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        RedisServer.await("it is whole", () -> redis.ask("CLUSTER", "INFO").contains("cluster_state:ok"));
        rounds("rediss-cluster://" + redis.address());
        assertThat(failureOf("rediss-cluster://" + redis.address(), Optional.of(theirs.ca())))
                .contains("not trusted here");
    }
}

package dev.treecast.tree.directory.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUrlTest {
    private static RedisUrl parse(String url) {
        return RedisUrl.parse(url, Duration.ofSeconds(2));
    }

    private static String credentials(RedisURI uri) {
        if (!(uri.getCredentialsProvider() instanceof StaticCredentialsProvider fixed)) {
            return "unknown";
        }
        RedisCredentials known = fixed.resolveCredentialsNow();
        if (!known.hasPassword()) {
            return "none";
        }
        return (known.hasUsername() ? known.getUsername() : "") + ":" + new String(known.getPassword());
    }

    @Test
    void shouldReadOneRedis() {
        RedisUrl url = parse("rediss://node:p%40ss@redis.example:6380/3");
        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.STANDALONE);
        assertThat(url.isTls()).isTrue();
        assertThat(url.where()).isEqualTo("redis.example:6380");
        assertThat(url.uris().getFirst().getDatabase()).isEqualTo(3);
        assertThat(credentials(url.uris().getFirst())).isEqualTo("node:p@ss");
    }

    @Test
    void shouldNotShowRedissPasswordToSentinels() {
        RedisUrl url = parse("redis-sentinel://node:word@10.0.0.1:26379,10.0.0.2/1#main");
        RedisURI redis = url.uris().getFirst();
        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.SENTINEL);
        assertThat(url.isTls()).isFalse();
        assertThat(url.master()).isEqualTo("main");
        assertThat(url.where()).isEqualTo("10.0.0.1:26379, 10.0.0.2:26379");
        assertThat(credentials(redis)).isEqualTo("node:word");
        assertThat(redis.getSentinels().stream().map(RedisUrlTest::credentials)).containsOnly("none");
    }

    @Test
    void shouldReadSentinelsOwnPassword() {
        RedisUrl url =
                parse("rediss-sentinel://node:word@10.0.0.1,10.0.0.2/0?sentinelUser=w&sentinelPassword=a%26b#main");
        assertThat(url.isTls()).isTrue();
        assertThat(credentials(url.uris().getFirst())).isEqualTo("node:word");
        assertThat(url.uris().getFirst().getSentinels().stream().map(RedisUrlTest::credentials))
                .hasSize(2)
                .containsOnly("w:a&b");
        assertThat(url.uris().getFirst().getSentinels()).allMatch(RedisURI::isSsl);
    }

    @Test
    void shouldReadACluster() {
        RedisUrl url = parse("rediss-cluster://node:word@10.0.0.1:7000,10.0.0.2:7001");
        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.CLUSTER);
        assertThat(url.where()).isEqualTo("10.0.0.1:7000, 10.0.0.2:7001");
        assertThat(url.uris()).allMatch(RedisURI::isSsl);
        assertThat(url.uris().stream().map(RedisUrlTest::credentials).toList())
                .isEqualTo(List.of("node:word", "node:word"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://u:secret@host needs",
                "redis:/secret needs",
                "u:secret@host needs",
                "redis://u:sec%ret@host percent",
                "redis://u:secret@one:1,two:2 redis-cluster://",
                "redis-sentinel://u:secret@one:1,two:2 #mymaster",
                "redis-cluster://u:secret@one:1/4 database",
                "redis-socket:///secret needs"
            })
    void shouldSayWhatIsWrongWithoutThePassword(String url, String word) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec%ret");
    }

    @Test
    void shouldNotShowAPasswordInWords() {
        assertThat(parse("redis://u:secret@host") + "").doesNotContain("secret");
        assertThat(parse("redis-sentinel://u:secret@host?sentinelPassword=hidden#x") + "")
                .doesNotContain("secret")
                .doesNotContain("hidden");
    }
}

package dev.treecast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node of a cluster is told where Redis is. */
class ClusterOptionsReaderTest {
    @TempDir
    Path folder;

    private static ClusterOptions read(Map<String, String> environment) throws ConfigurationException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TREECAST_NODE_ID", "edge-1");
        return new ServerOptionsReader(List.of(SettingSource.environment(all)))
                .read()
                .cluster()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://10.0.0.4",
                "rediss://node:word@redis.example:6380/2",
                "redis-sentinel://node:word@10.0.0.4:26379,10.0.0.5:26379/0?sentinelPassword=word#main",
                "rediss-sentinel://10.0.0.4,10.0.0.5#main",
                "redis-cluster://node:word@10.0.0.4:7000,10.0.0.5:7000",
                "rediss-cluster://10.0.0.4"
            })
    void shouldTakeEveryKindOfRedis(String url) throws Exception {
        ClusterOptions options = read(Map.of("TREECAST_REDIS", url));
        assertThat(options.redis()).contains(url);
        assertThat(options.redisCa()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"https://u:secret@host redis-cluster://", "redis-sentinel://u:secret@host #mymaster"})
    void shouldSayWhatIsWrongWithTheUrl(String url, String word) {
        assertThatThrownBy(() -> read(Map.of("TREECAST_REDIS", url)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TREECAST_REDIS")
                .hasMessageContaining(word)
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldTakeACaForTls() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "");
        String there = ca.toString();
        assertThat(read(Map.of("TREECAST_REDIS", "rediss://host", "TREECAST_REDIS_CA", there))
                        .redisCa())
                .contains(ca);
        assertThatThrownBy(() -> read(Map.of("TREECAST_REDIS", "redis://host", "TREECAST_REDIS_CA", there)))
                .hasMessageContaining("begins with rediss");
        assertThatThrownBy(() -> read(Map.of("TREECAST_REDIS", "rediss://host", "TREECAST_REDIS_CA", there + "x")))
                .hasMessageContaining("TREECAST_REDIS_CA")
                .hasMessageContaining("not there");
    }
}

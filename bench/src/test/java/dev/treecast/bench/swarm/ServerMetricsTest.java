package dev.treecast.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    @Test
    void shouldReadTreecastsOwnMetrics() {
        String text = """
                # HELP treecast_viewers Viewers' sessions
                # TYPE treecast_viewers gauge
                treecast_viewers 3.0
                treecast_media_dropped_datagrams_total{reason="malformed"} 1.5E3
                jvm_memory_used_bytes{area="heap"} 7.0
                """;

        assertThat(ServerMetrics.parse(text))
                .isEqualTo(Map.of(
                        "treecast_viewers",
                        3.0,
                        "treecast_media_dropped_datagrams_total{reason=\"malformed\"}",
                        1500.0));
    }
}

package dev.treecast.tree.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.StreamHub;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.StreamKeyHolder;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often it is said that keys are wanted no longer. */
class KeyReleasesTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedCluster cluster = new SimulatedCluster(1);
    private final SimulatedNode edge = cluster.add("edge", NodeRole.EDGE);
    private final KeyReleases releases = new KeyReleases();
    private final List<String> said = new ArrayList<>();

    private ViewedStream viewed(String name) {
        SecureRandom random = new SecureRandom();
        StreamKeyHolder keys = new StreamKeyHolder(
                name,
                "edge",
                cluster.certificate(edge.record),
                HpkeKeyPair.generate(random),
                cluster.authority.trust(),
                SrtpCiphers.best(),
                1,
                StreamKeyOptions.defaults());
        return new ViewedStream(name, new StreamHub(StreamHub.Options.defaults()), () -> 0, keys, () -> {});
    }

    private void runTo(long nowNs) {
        releases.timeout(nowNs, stream -> said.add(stream.name()));
    }

    @Test
    void shouldSayItThreeTimesAndThenNoMore() {
        releases.add(0, viewed("s"));
        runTo(0);
        assertThat(said).containsExactly("s");
        runTo(2 * SECOND);
        assertThat(said).hasSize(1);
        runTo(3 * SECOND);
        assertThat(said).hasSize(2);
        runTo(6 * SECOND);
        assertThat(said).hasSize(3);
        runTo(60 * SECOND);
        assertThat(said).hasSize(3);
        assertThat(releases.size()).isZero();
    }

    @Test
    void shouldStopWhenItIsWatchedAgain() {
        releases.add(0, viewed("s"));
        runTo(0);
        releases.remove("s");
        runTo(60 * SECOND);
        assertThat(said).hasSize(1);
    }

    @Test
    void shouldRememberSoManyAtMost() {
        ViewedStream one = viewed("other");
        for (int i = 0; i < 300; i++) {
            releases.add(0, i < 299 ? viewed("s" + i) : one);
        }
        assertThat(releases.size()).isEqualTo(256);
        runTo(0);
        assertThat(said).contains("other").doesNotContain("s0");
    }
}

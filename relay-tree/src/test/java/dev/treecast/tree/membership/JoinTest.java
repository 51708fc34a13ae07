package dev.treecast.tree.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.NodeRole;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a stream comes to those who want it, and goes when they no longer do. */
class JoinTest {
    private final Cluster cluster = new Cluster(1);

    @BeforeEach
    void build() {
        cluster.add("ingest", "us", 4, NodeRole.INGEST);
        for (int i = 0; i < 4; i++) {
            cluster.add("relay-" + i, "eu", 6, NodeRole.RELAY);
        }
        for (int i = 0; i < 12; i++) {
            cluster.add("edge-" + i, "eu", 0, NodeRole.EDGE);
        }
        cluster.publish("ingest", "s", "p1");
    }

    private Cluster.Member edge(int index) {
        return cluster.member("edge-" + index);
    }

    private void watch(int edges) {
        for (int i = 0; i < edges; i++) {
            cluster.demand("edge-" + i, "s", 1);
        }
        cluster.run(2_000);
    }

    @Test
    void shouldBringAStreamThroughOneRelayOfTheRegion() {
        watch(3);
        Set<String> parents = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            parents.add(edge(i).parent("s"));
            assertThat(edge(i).source("s").publication()).isEqualTo("p1");
            assertThat(edge(i).tree.depth("s")).hasValue(2);
        }
        assertThat(parents).hasSize(1);
        String relay = parents.iterator().next();
        assertThat(cluster.member(relay).parent("s")).isEqualTo("ingest");
        assertThat(cluster.member("ingest").serves.get("s")).containsExactly(relay);
        assertThat(edge(0).source("s").path()).containsExactly("ingest", relay);
        assertThat(cluster.directory.carriers("s")).containsExactly(new Carrier(relay, 1));
    }

    @Test
    void shouldUseMoreRelaysWhenOneHasNoRoom() {
        watch(12);
        Set<String> parents = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            assertThat(edge(i).takes).as("edge " + i).containsKey("s");
            parents.add(edge(i).takes.get("s"));
        }
        assertThat(parents).hasSizeGreaterThan(1);
        for (String parent : parents) {
            Cluster.Member relay = cluster.member(parent);
            assertThat(relay.served()).isLessThanOrEqualTo(relay.record.capacity());
            assertThat(relay.tree.depth("s").orElse(9)).isLessThanOrEqualTo(2);
        }
        // The others take it from the first: one way over the ocean.
        assertThat(cluster.member("ingest").served()).isEqualTo(1);
    }

    @Test
    void shouldOpenTheWayOverTheOceanBeforeAnybodyAsks() {
        cluster.run(100);
        long before = cluster.nowNs();
        cluster.demand("edge-0", "s", 1);
        while (!edge(0).takes.containsKey("s")) {
            cluster.run(1);
        }
        // One link to open, from the edge to its relay; two questions, two answers, one greeting.
        assertThat((cluster.nowNs() - before) / Cluster.MS).isLessThanOrEqualTo(20 + 5 + 4 * 5);
    }

    @Test
    void shouldAskForNoMoreLayersThanAreWanted() {
        watch(1);
        Cluster.Member relay = cluster.member(edge(0).parent("s"));
        assertThat(cluster.member("ingest").layers.get("s/" + relay.id())).isEqualTo(1);
        cluster.demand("edge-1", "s", 6);
        cluster.run(1_000);
        assertThat(cluster.member("ingest").layers.get("s/" + relay.id())).isEqualTo(7);
        cluster.demand("edge-1", "s", 4);
        cluster.run(100);
        assertThat(relay.layers.get("s/edge-1")).isEqualTo(4);
        assertThat(cluster.member("ingest").layers.get("s/" + relay.id())).isEqualTo(5);
    }

    @Test
    void shouldLeaveSomeTimeAfterTheLastViewer() {
        watch(1);
        Cluster.Member relay = cluster.member(edge(0).parent("s"));
        cluster.demand("edge-0", "s", 0);
        cluster.run(9_000);
        assertThat(relay.served()).isEqualTo(1);
        cluster.demand("edge-0", "s", 1);
        cluster.run(9_000);
        cluster.demand("edge-0", "s", 0);
        cluster.run(9_000);
        assertThat(relay.served()).isEqualTo(1);
        cluster.run(2_000);
        assertThat(relay.served()).isZero();
        assertThat(edge(0).tree.streams()).isEmpty();
        cluster.run(10_000);
        assertThat(cluster.member("ingest").served()).isZero();
        assertThat(cluster.directory.carriers("s")).isEmpty();
        cluster.run(20_000);
        assertThat(edge(0).tree.links()).isZero();
        // The first and the second relay stay ready.
        assertThat(cluster.member("ingest").tree.links()).isEqualTo(2);
    }

    @Test
    void shouldWaitForAStreamThatIsNotThereYet() {
        cluster.demand("edge-0", "later", 1);
        cluster.run(3_000);
        assertThat(edge(0).takes).isEmpty();
        cluster.publish("ingest", "later", "p2");
        cluster.run(500);
        assertThat(edge(0).takes).containsKey("later");
    }

    @Test
    void shouldTakeFromTheIngestNodeWhereThereIsNoRelay() {
        cluster.add("lonely", "au", 0, NodeRole.EDGE);
        cluster.demand("lonely", "s", 1);
        cluster.run(1_000);
        assertThat(cluster.member("lonely").parent("s")).isEqualTo("ingest");
    }

    @Test
    void shouldGoHomeWhenTheRegionHasTheStream() {
        cluster.add("lonely", "au", 0, NodeRole.EDGE);
        cluster.demand("lonely", "s", 1);
        cluster.run(1_000);
        cluster.add("new", "au", 6, NodeRole.RELAY);
        cluster.add("other", "au", 0, NodeRole.EDGE);
        cluster.demand("other", "s", 1);
        cluster.run(60_000);
        assertThat(cluster.member("lonely").parent("s")).isEqualTo("new");
        assertThat(cluster.member("lonely").log).doesNotContain("lost s");
    }

    @Test
    void shouldWorkWithParentsThatTheOperatorNamed() {
        Cluster fixed = new Cluster(2);
        TreeOptions options = TreeOptions.defaults();
        fixed.add("top", "a", 10, new ParentList(List.of()), options, NodeRole.INGEST, NodeRole.RELAY);
        fixed.add("mid-1", "a", 10, new ParentList(List.of("top")), options, NodeRole.RELAY);
        fixed.add("mid-2", "a", 10, new ParentList(List.of("top")), options, NodeRole.RELAY);
        Cluster.Member leaf =
                fixed.add("leaf", "b", 0, new ParentList(List.of("mid-1", "mid-2")), options, NodeRole.EDGE);
        fixed.publish("top", "s", "p");
        fixed.demand("leaf", "s", 1);
        fixed.run(3_000);
        assertThat(leaf.source("s").path()).containsExactly("top", "mid-1");
        assertThat(leaf.tree.standby("s")).contains("mid-2");
        fixed.member("mid-1").die();
        fixed.run(300);
        assertThat(leaf.source("s").path()).containsExactly("top", "mid-2");
        fixed.demand("leaf", "nothing", 1);
        fixed.run(10_000);
        assertThat(leaf.takes).doesNotContainKey("nothing");
    }

    @Test
    void shouldServeItselfWhereItIsAll() {
        Cluster alone = new Cluster(3);
        Cluster.Member all = alone.add("all", "a", 10, NodeRole.INGEST, NodeRole.RELAY, NodeRole.EDGE);
        alone.demand("all", "s", 1);
        alone.publish("all", "s", "p");
        alone.run(1_000);
        assertThat(all.tree.depth("s")).hasValue(0);
        assertThat(all.tree.links()).isZero();
        assertThat(all.ended).isEmpty();
    }

    /** A thousand handshakes with one relay in a second are more than it can do, and more links than it may have. */
    @Test
    void shouldSpreadACrowdOverSeveralRelaysOfALargeRegion() {
        Cluster large = new Cluster(2);
        large.add("ingest", "us", 50, NodeRole.INGEST);
        for (int i = 0; i < 40; i++) {
            large.add("relay-" + i, "eu", 50, NodeRole.RELAY);
        }
        for (int i = 0; i < 100; i++) {
            large.add("edge-" + i, "eu", 0, NodeRole.EDGE);
        }
        large.publish("ingest", "s", "p");
        large.run(1_000);
        for (int i = 0; i < 100; i++) {
            large.demand("edge-" + i, "s", 1);
        }
        large.run(500);
        long used = large.members.values().stream()
                .filter(member -> member.record.is(NodeRole.RELAY) && member.served() > 0)
                .count();
        int linksMax = large.members.values().stream()
                .mapToInt(member -> member.tree.links())
                .max()
                .orElseThrow();
        assertThat(used).isEqualTo(4);
        assertThat(linksMax).isLessThan(60);
        for (int i = 0; i < 100; i++) {
            assertThat(large.member("edge-" + i).takes).containsKey("s");
        }
    }
}

package dev.treecast.tree.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.NodeRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when a node falls silent, leaves, or is no longer the one that has the publisher. */
class FailoverTest {
    private final Cluster cluster = new Cluster(4);

    @BeforeEach
    void build() {
        cluster.add("ingest-0", "us", 10, NodeRole.INGEST);
        cluster.add("ingest-1", "us", 10, NodeRole.INGEST);
        for (int i = 0; i < 3; i++) {
            cluster.add("relay-" + i, "eu", 8, NodeRole.RELAY);
        }
        for (int i = 0; i < 9; i++) {
            cluster.add("edge-" + i, "eu", 0, NodeRole.EDGE);
        }
        cluster.publish("ingest-0", "s", "p1");
        for (int i = 0; i < 9; i++) {
            cluster.demand("edge-" + i, "s", 1);
        }
        cluster.run(5_000);
    }

    private Cluster.Member edge(int index) {
        return cluster.member("edge-" + index);
    }

    private Cluster.Member first() {
        return cluster.members.values().stream()
                .filter(member ->
                        member.record.is(NodeRole.RELAY) && member.parent("s").equals("ingest-0"))
                .findFirst()
                .orElseThrow();
    }

    private void assertThatAllWatch() {
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).takes).as("edge " + i).containsKey("s");
        }
    }

    @Test
    void shouldKeepAWarmLinkToASecondParent() {
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).tree.standby("s")).isPresent();
            assertThat(edge(i).tree.standby("s")).isNotEqualTo(edge(i).tree.parent("s"));
        }
    }

    @Test
    void shouldGoToTheStandbyAfterAQuarterOfASecondOfSilence() {
        Cluster.Member edge = edge(0);
        Cluster.Member relay = cluster.member(edge.parent("s"));
        String standby = edge.tree.standby("s").orElseThrow();
        cluster.cut(edge.id(), relay.id(), true);
        edge.have = Map.of(0, 4_711L);
        cluster.run(249);
        assertThat(edge.parent("s")).isEqualTo(relay.id());
        cluster.run(15);
        assertThat(edge.parent("s")).isEqualTo(standby);
        assertThat(cluster.member(standby).replayed.get("s/edge-0")).isEqualTo(Map.of(0, 4_711L));
        cluster.run(8_000);
        assertThat(relay.serves.get("s")).doesNotContain("edge-0");
    }

    @Test
    void shouldAskTheStandbyWhenItIsQuietForLongerThanPacketsAreApart() {
        Cluster.Member edge = edge(0);
        String standby = edge.tree.standby("s").orElseThrow();
        edge.packetsPerSecond = 100;
        edge.spacingNs = 25 * Cluster.MS;
        cluster.run(300);
        cluster.member(edge.parent("s")).die();
        cluster.run(49);
        assertThat(edge.parent("s")).isNotEqualTo(standby);
        cluster.run(15);
        assertThat(edge.parent("s")).isEqualTo(standby);
    }

    @Test
    void shouldNotCountOnANodeThatItLeftBecauseItWasQuiet() {
        Cluster.Member edge = edge(0);
        Cluster.Member dead = cluster.member(edge.parent("s"));
        edge.packetsPerSecond = 100;
        cluster.run(300);
        dead.die();
        cluster.run(200);
        assertThat(edge.parent("s")).isNotEqualTo(dead.id());
        assertThat(edge.up).containsKey(dead.id());
        cluster.run(500);
        assertThat(edge.up).doesNotContainKey(dead.id());
        for (int i = 0; i < 80; i++) {
            cluster.run(100);
            assertThat(edge.tree.standby("s")).isNotEqualTo(Optional.of(dead.id()));
        }
    }

    @Test
    void shouldKeepTheLinkToANodeThatWasQuietForAMoment() {
        Cluster.Member edge = edge(0);
        Cluster.Member stalled = cluster.member(edge.parent("s"));
        edge.packetsPerSecond = 100;
        cluster.run(300);
        cluster.cut(edge.id(), stalled.id(), true);
        cluster.run(100);
        cluster.cut(edge.id(), stalled.id(), false);
        assertThat(edge.parent("s")).isNotEqualTo(stalled.id());
        cluster.run(4_000);
        assertThat(edge.up).containsKey(stalled.id());
    }

    @Test
    void shouldGoThereAtOnceWhenTheLinkCloses() {
        Cluster.Member root = first();
        root.kill();
        cluster.run(100);
        assertThatAllWatch();
        assertThat(edge(0).source("s").path()).doesNotContain(root.id());
    }

    @Test
    void shouldGetOverTheLossOfTheFirstRelay() {
        Cluster.Member root = first();
        root.die();
        cluster.run(400);
        assertThatAllWatch();
        cluster.run(5_000);
        assertThat(first().id()).isNotEqualTo(root.id());
        assertThat(cluster.member("ingest-0").served()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldKeepViewersWhileThePublisherIsAwayAndGiveUpInTheEnd() {
        cluster.member("ingest-0").input((tree, now) -> tree.unpublished(now, "s"));
        cluster.run(60_000);
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).takes).isEmpty();
            assertThat(edge(i).ended).isEmpty();
        }
        cluster.publish("ingest-0", "s", "p2");
        cluster.run(100);
        assertThatAllWatch();
        assertThat(edge(8).source("s").publication()).isEqualTo("p2");
        cluster.member("ingest-0").die();
        cluster.run(290_000);
        assertThat(edge(0).ended).isEmpty();
        cluster.run(20_000);
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).ended).containsExactly("s");
        }
    }

    @Test
    void shouldNotAskAllTheTimeWhileThereIsNothingToBeHad() {
        cluster.member("ingest-0").die();
        cluster.run(20_000);
        long before = edge(0).sent.stream()
                .filter(TreeMessage.Subscribe.class::isInstance)
                .count();
        cluster.run(60_000);
        long after = edge(0).sent.stream()
                .filter(TreeMessage.Subscribe.class::isInstance)
                .count();
        assertThat(after - before).isLessThan(60);
    }

    @Test
    void shouldTakeTheStreamFromAnotherIngestNodeWhenThePublisherMoves() {
        cluster.member("ingest-0").input((tree, now) -> tree.unpublished(now, "s"));
        cluster.run(50);
        cluster.publish("ingest-1", "s", "p2");
        cluster.run(1_000);
        assertThatAllWatch();
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).source("s").path().getFirst()).isEqualTo("ingest-1");
            assertThat(edge(i).source("s").publication()).isEqualTo("p2");
        }
        cluster.run(5_000);
        assertThat(cluster.member("ingest-0").served()).isZero();
    }

    @Test
    void shouldEndWithThePublisher() {
        cluster.member("ingest-0").input((tree, now) -> tree.ended(now, "s"));
        cluster.run(100);
        for (int i = 0; i < 9; i++) {
            assertThat(edge(i).ended).containsExactly("s");
            assertThat(edge(i).tree.streams()).isEmpty();
        }
    }

    @Test
    void shouldHandChildrenOverBeforeItLeaves() {
        Cluster.Member root = first();
        List<String> children = List.copyOf(root.serves.get("s"));
        assertThat(children).isNotEmpty();
        cluster.members.values().forEach(member -> member.log.clear());
        root.input((tree, now) -> tree.drain(now, 10_000 * Cluster.MS));
        cluster.directory.nodes.put(root.id(), new NodeRecord(root.id(), "eu", root.record.roles(), 8, 0, true));
        cluster.run(9_000);
        assertThat(root.served()).isZero();
        assertThat(root.drained).isTrue();
        assertThatAllWatch();
        cluster.members.values().forEach(member -> assertThat(member.log).doesNotContain("lost s"));
        assertThat(root.tree.links()).isZero();
    }

    @Test
    void shouldServeViewersWhoStayUntilTheyGo() {
        Cluster.Member edge = edge(0);
        edge.input((tree, now) -> tree.drain(now, 1_000 * Cluster.MS));
        cluster.run(20_000);
        assertThat(edge.drained).isTrue();
        assertThat(edge.takes).containsKey("s");
        cluster.demand("edge-0", "s", 0);
        cluster.run(500);
        assertThat(edge.tree.links()).isZero();
    }

    @Test
    void shouldGoOnWhileTheDirectoryIsAway() {
        cluster.directory.away = true;
        Cluster.Member root = first();
        root.die();
        cluster.run(1_000);
        assertThatAllWatch();
        cluster.add("late", "eu", 0, NodeRole.EDGE);
        cluster.demand("late", "s", 1);
        cluster.run(3_000);
        assertThat(cluster.member("late").takes).containsKey("s");
    }

    @Test
    void shouldGoBackToARelayThatItLeftAndThatCarriesTheStreamNoMore() {
        Cluster small = new Cluster(6);
        small.add("ingest", "us", 10, NodeRole.INGEST);
        small.add("relay", "eu", 8, NodeRole.RELAY);
        Cluster.Member edge = small.add("edge", "eu", 0, NodeRole.EDGE);
        small.publish("ingest", "s", "p1");
        small.demand("edge", "s", 1);
        small.run(5_000);
        assertThat(edge.parent("s")).isEqualTo("relay");
        small.cut("edge", "relay", true);
        small.run(60_000);
        assertThat(edge.parent("s")).isEqualTo("ingest");
        assertThat(small.member("relay").tree.parent("s")).isEmpty();
        small.cut("edge", "relay", false);
        small.run(60_000);
        assertThat(edge.parent("s")).isEqualTo("relay");
    }

    private void cutOff(Cluster.Member edge, boolean isCut) {
        cluster.members.keySet().stream()
                .filter(other -> !other.equals(edge.id()))
                .forEach(other -> cluster.cut(edge.id(), other, isCut));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 500, 1_000, 2_000, 3_000, 5_000})
    void shouldGoOnAtOnceWhereItWasCutOffFromEverybody(int ms) {
        Cluster.Member edge = edge(0);
        String parent = edge.parent("s");
        edge.packetsPerSecond = 100;
        edge.spacingNs = 20 * Cluster.MS;
        cluster.run(300);
        edge.log.clear();
        cutOff(edge, true);
        cluster.run(ms);
        cutOff(edge, false);
        assertThat(edge.up).containsKey(parent);
        assertThat(cluster.member(parent).serves.get("s")).contains(edge.id());
        assertThat(edge.parent("s")).isEqualTo(parent);
        assertThat(edge.log).doesNotContain("lost s");
        cluster.run(10_000);
        assertThat(edge.takes).containsKey("s");
        assertThat(edge.tree.standby("s")).isPresent();
    }

    @Test
    void shouldLookForAnotherAsEverWhereOthersAreHeard() {
        Cluster.Member edge = edge(0);
        Cluster.Member relay = cluster.member(edge.parent("s"));
        String standby = edge.tree.standby("s").orElseThrow();
        edge.packetsPerSecond = 100;
        edge.spacingNs = 20 * Cluster.MS;
        cluster.run(300);
        relay.die();
        cluster.member(standby).die();
        cluster.run(1_500);
        assertThat(edge.takes).containsKey("s");
        assertThat(edge.parent("s")).isNotIn(relay.id(), standby);
    }

    @Test
    void shouldNotWaitForAParentForeverThatFellSilentWithEverybody() {
        Cluster.Member edge = edge(0);
        String parent = edge.parent("s");
        cutOff(edge, true);
        cluster.run(10_000);
        assertThat(edge.up).doesNotContainKey(parent);
        cutOff(edge, false);
        cluster.run(8_000);
        assertThat(edge.takes).containsKey("s");
    }
}

package dev.treecast.tree.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.NodeRole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that lie, ask for too much, or speak another version. */
class BadPeerTest {
    private final Cluster cluster = new Cluster(6);
    private Cluster.Member ingest;
    private Cluster.Member relay;
    private Cluster.Member edge;

    @BeforeEach
    void build() {
        ingest = cluster.add("ingest", "eu", 10, NodeRole.INGEST);
        relay = cluster.add("relay", "eu", 4, NodeRole.RELAY);
        edge = cluster.add("edge", "eu", 0, NodeRole.EDGE);
        cluster.publish("ingest", "s", "p1");
        cluster.demand("edge", "s", 1);
        cluster.run(500);
        assertThat(edge.parent("s")).isEqualTo("relay");
    }

    private List<TreeMessage.Refuse> refusals(Cluster.Member member) {
        return member.sent.stream()
                .filter(TreeMessage.Refuse.class::isInstance)
                .map(TreeMessage.Refuse.class::cast)
                .toList();
    }

    @Test
    void shouldRefuseToServeWhoIsAbove() {
        ingest.lie("relay", new TreeMessage.Subscribe(77, "s", 1, 1, Map.of(), List.of()));
        cluster.run(20);
        // An ingest node without the role of a relay may not take anything from anybody.
        assertThat(refusals(relay)).last().extracting(TreeMessage.Refuse::code).isEqualTo(RefusalCode.TOO_MANY);

        Cluster relays = new Cluster(8);
        relays.add("top", "eu", 10, NodeRole.INGEST, NodeRole.RELAY);
        Cluster.Member middle =
                relays.add("middle", "eu", 4, new ParentList(List.of("top")), TreeOptions.defaults(), NodeRole.RELAY);
        relays.add("leaf", "eu", 0, new ParentList(List.of("middle")), TreeOptions.defaults(), NodeRole.EDGE);
        relays.publish("top", "s", "p");
        relays.demand("leaf", "s", 1);
        relays.run(500);
        relays.member("top").lie("middle", new TreeMessage.Subscribe(77, "s", 1, 1, Map.of(), List.of()));
        relays.run(20);
        assertThat(refusals(middle)).last().extracting(TreeMessage.Refuse::code).isEqualTo(RefusalCode.LOOP);
    }

    @Test
    void shouldLeaveAParentWhosePathHasThisNodeInIt() {
        relay.lie("edge", new TreeMessage.PathChanged("s", "p1", List.of(), List.of("ingest", "edge", "relay")));
        cluster.run(6);
        assertThat(edge.takes).isEmpty();
        cluster.run(5_000);
        assertThat(edge.takes).containsKey("s");
    }

    @Test
    void shouldCountPathsThatCannotBe() {
        relay.lie("edge", new TreeMessage.PathChanged("s", "p1", List.of(), List.of("ingest", "somebody")));
        cluster.run(6);
        assertThat(edge.takes).isEmpty();
        assertThat(edge.tree.counters().lies()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreWhatOnlyAParentMaySay() {
        edge.lie("relay", new TreeMessage.Ended("s"));
        edge.lie("relay", new TreeMessage.PathChanged("s", "p9", List.of(), List.of("edge")));
        edge.lie("relay", new TreeMessage.Event("s", new Opaque(new byte[3])));
        edge.lie("relay", new TreeMessage.KeyAnswer("s", "relay", new Opaque(new byte[3])));
        edge.lie("relay", new TreeMessage.Accept(1, "s", "p9", List.of(), List.of("edge")));
        cluster.run(100);
        assertThat(relay.parent("s")).isEqualTo("ingest");
        assertThat(relay.source("s").publication()).isEqualTo("p1");
        assertThat(relay.log).doesNotContain("event 3", "key answer 3");
        assertThat(relay.tree.counters().ignored()).isEqualTo(5);
    }

    @Test
    void shouldIgnoreThoseWhoHaveNotGreeted() {
        relay.input((tree, now) -> tree.linkUp(now, "stranger", Set.of(NodeRole.EDGE), edgeReadings()));
        relay.input((tree, now) ->
                tree.message(now, "stranger", new TreeMessage.Subscribe(1, "s", 1, 0, Map.of(), List.of())));
        relay.input((tree, now) ->
                tree.message(now, "nobody", new TreeMessage.Subscribe(1, "s", 1, 0, Map.of(), List.of())));
        assertThat(relay.tree.children()).isEqualTo(1);
        assertThat(relay.tree.counters().ignored()).isEqualTo(2);
        cluster.run(8_000);
        assertThat(relay.tree.links()).isEqualTo(2);
    }

    private LinkReadings edgeReadings() {
        return new LinkReadings() {
            @Override
            public long lastHeardNs() {
                return cluster.nowNs();
            }

            @Override
            public long lastSentNs() {
                return cluster.nowNs();
            }

            @Override
            public long roundTripNs() {
                return 0;
            }
        };
    }

    private void greet(String node, TreeMessage.Hello hello) {
        relay.input((tree, now) -> tree.linkUp(now, node, Set.of(NodeRole.EDGE), edgeReadings()));
        relay.input((tree, now) -> tree.message(now, node, hello));
    }

    @Test
    void shouldEndLinksToOtherVersionsAndFalseNames() {
        int links = relay.tree.links();
        greet("future", new TreeMessage.Hello(3, 4, "future", "eu", Set.of(NodeRole.EDGE)));
        greet("thief", new TreeMessage.Hello(1, 1, "edge", "eu", Set.of(NodeRole.EDGE)));
        greet("climber", new TreeMessage.Hello(1, 1, "climber", "eu", Set.of(NodeRole.EDGE, NodeRole.INGEST)));
        assertThat(relay.tree.links()).isEqualTo(links);
        assertThat(relay.tree.counters().lies()).isEqualTo(2);
        greet("newer", new TreeMessage.Hello(1, 4, "newer", "eu", Set.of(NodeRole.EDGE)));
        assertThat(relay.tree.links()).isEqualTo(links + 1);
    }

    @Test
    void shouldBoundWhatOthersCanMakeGrow() {
        for (int i = 0; i < 300; i++) {
            String node = "n" + i;
            greet(node, new TreeMessage.Hello(1, 1, node, "eu", Set.of(NodeRole.EDGE)));
            for (int stream = 0; stream < 20; stream++) {
                String name = "s" + stream;
                relay.input((tree, now) ->
                        tree.message(now, node, new TreeMessage.Subscribe(1, name, 1, 0, Map.of(), List.of())));
            }
        }
        assertThat(relay.tree.children()).isLessThanOrEqualTo(4);
        assertThat(relay.tree.links()).isLessThanOrEqualTo(2 * 4 + 128);
        assertThat(relay.served()).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldRefuseAFloodOfRequests() {
        for (int i = 1; i <= 3_000; i++) {
            int request = i;
            relay.input((tree, now) -> tree.message(
                    now, "edge", new TreeMessage.Subscribe(request, "x" + request, 1, 0, Map.of(), List.of())));
        }
        assertThat(refusals(relay).stream().filter(refuse -> refuse.code() == RefusalCode.TOO_MANY))
                .hasSizeGreaterThanOrEqualTo(2_000);
        assertThat(relay.tree.streams().size())
                .isLessThanOrEqualTo(TreeOptions.defaults().streamsMax());
        cluster.run(30_000);
        assertThat(relay.tree.streams()).containsExactly("s");
    }

    @Test
    void shouldPassKeysInputAndEvents() {
        edge.input((tree, now) -> tree.requestKey(now, "s", new Opaque(new byte[5])));
        cluster.run(50);
        assertThat(ingest.log).contains("key request of edge");
        assertThat(edge.log).contains("key answer 5");
        edge.input((tree, now) ->
                assertThat(tree.sendTick(now, "s", new Opaque(new byte[1]))).isTrue());
        ingest.input((tree, now) -> tree.sendEvent(now, "s", new Opaque(new byte[9])));
        cluster.run(50);
        assertThat(relay.log).contains("tick from edge", "event 9");
        assertThat(edge.log).contains("event 9");
        // The ingest node can give a new key to an edge that has asked before.
        ingest.input((tree, now) -> tree.answerKey(now, "s", "edge", new Opaque(new byte[6])));
        cluster.run(50);
        assertThat(edge.log).contains("key answer 6");
    }

    @Test
    void shouldMeasureHowFarClocksAreApart() {
        relay.wallSkewNs = 12_345 * Cluster.MS;
        cluster.run(5_000);
        assertThat(edge.tree.clockOffsetNs("relay")).hasValue(12_345 * Cluster.MS);
        assertThat(relay.tree.clockOffsetNs("edge")).hasValue(-12_345 * Cluster.MS);
    }

    /** Each costs the ingest node a millisecond; a crowd's edges would keep it from answering any. */
    @Test
    void shouldPassOverRepeatedKeyRequestsWhileOneIsBeingAnswered() {
        Cluster.Member ingest = cluster.member("ingest");
        Cluster.Member edge = cluster.member("edge");
        ingest.answersKeys = false;
        ask(edge, 20);
        assertThat(asked(ingest)).isEqualTo(1);
        cluster.run(5_000);
        ask(edge, 2);
        assertThat(asked(ingest)).isEqualTo(2);
        ingest.answersKeys = true;
        ingest.input((tree, now) -> tree.answerKey(now, "s", "edge", new Opaque(new byte[3])));
        cluster.run(100);
        assertThat(edge.log).contains("key answer 3");
        ask(edge, 1);
        assertThat(asked(ingest)).isEqualTo(3);
    }

    /** It went with the link on the way, and that link's new end knows no way to the edge. */
    @Test
    void shouldPassOnThatKeysAreGivenBackWhenItIsSaidAgain() {
        Cluster.Member ingest = cluster.member("ingest");
        Cluster.Member edge = cluster.member("edge");
        ask(edge, 1);
        cluster.cut("relay", "ingest", true);
        long before = asked(ingest);
        edge.input((tree, now) -> tree.releaseKeys(now, "s", new Opaque(new byte[2])));
        cluster.run(400);
        cluster.cut("relay", "ingest", false);
        cluster.run(4_000);
        assertThat(relay.parent("s")).isEqualTo("ingest");
        assertThat(asked(ingest)).isEqualTo(before);
        edge.input((tree, now) -> tree.releaseKeys(now, "s", new Opaque(new byte[2])));
        cluster.run(50);
        assertThat(asked(ingest)).isEqualTo(before + 1);
    }

    private void ask(Cluster.Member edge, int times) {
        for (int i = 0; i < times; i++) {
            edge.input((tree, now) -> tree.requestKey(now, "s", new Opaque(new byte[2])));
        }
        cluster.run(100);
    }

    private static long asked(Cluster.Member ingest) {
        return ingest.log.stream().filter("key request of edge"::equals).count();
    }
}

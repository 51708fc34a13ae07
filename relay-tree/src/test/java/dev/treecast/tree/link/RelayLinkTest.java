package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.simulation.PathConditions;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links over a network in simulated time: streams forwarded over two hops, losses, moves to another parent, strangers. */
class RelayLinkTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedNetwork network = new SimulatedNetwork(7);

    private RelayLink connect(TestNode child, TestNode parent) {
        int before = child.up.size();
        int accepted = parent.up.size();
        RelayLink link = child.open(parent);
        assertThat(network.runUntil(() -> child.up.size() > before && parent.up.size() > accepted, 5 * SECOND))
                .as("%s opens a link to %s", child.name, parent.name)
                .isTrue();
        return link;
    }

    private static RelayLink accepted(TestNode parent) {
        return parent.up.getLast();
    }

    /** Video at 100 packets a second. */
    private void play(TestNode from, long first, int count) {
        for (long sequence = first; sequence < first + count; sequence++) {
            from.publish(sequence, sequence % 100 == 0);
            network.runFor(10_000_000);
        }
    }

    @Test
    void shouldCarryMessagesBothWays() {
        TestNode child = new TestNode(network, "child", 7001);
        TestNode parent = new TestNode(network, "parent", 7002);
        RelayLink link = connect(child, parent);

        link.send("up".getBytes(StandardCharsets.UTF_8));
        accepted(parent).send("down".getBytes(StandardCharsets.UTF_8));
        network.runFor(SECOND);

        assertThat(parent.said).containsExactly("up");
        assertThat(child.said).containsExactly("down");
    }

    @ParameterizedTest
    @CsvSource({"0.0", "0.02", "0.1"})
    void shouldForwardAStreamOverTwoHopsAsItIs(double loss) {
        TestNode origin = new TestNode(network, "origin", 7001);
        TestNode relay = new TestNode(network, "relay", 7002);
        TestNode edge = new TestNode(network, "edge", 7003);
        relay.takeFrom(connect(relay, origin));
        edge.takeFrom(connect(edge, relay));
        origin.forwarder.serve(accepted(origin), LiveStream.ALL_LAYERS, Map.of());
        relay.forwarder.serve(accepted(relay), LiveStream.ALL_LAYERS, Map.of());
        network.conditions(PathConditions.clean().withLoss(loss).withJitterNs(5_000_000));

        // Numbers wrap on the wire, not at the nodes.
        long first = (1L << 20) - 300;
        play(origin, first, 1_000);
        network.conditions(PathConditions.clean());
        play(origin, first + 1_000, 10);
        network.runFor(2 * SECOND);

        assertThat(edge.video.keySet()).isEqualTo(origin.video.keySet());
        MediaPacket sent = Objects.requireNonNull(origin.video.get(first + 500));
        MediaPacket came = Objects.requireNonNull(edge.video.get(first + 500));
        assertThat(came.payload()).isEqualTo(sent.payload());
        assertThat(came.timestamp()).isEqualTo(sent.timestamp());
        assertThat(came.startsKeyframe()).isEqualTo(sent.startsKeyframe());
        assertThat(came.absoluteCaptureTime()).isEqualTo(sent.absoluteCaptureTime());
        assertThat(came.videoOrientation()).isEqualTo(1);
        assertThat(came.audioLevel()).isEqualTo(MediaPacket.ABSENT);
    }

    @ParameterizedTest
    @CsvSource({"0.0", "0.1"})
    void shouldCountWhatALinkCostsAtTheEndThatKnows(double loss) {
        TestNode parent = new TestNode(network, "parent", 7001);
        TestNode child = new TestNode(network, "child", 7002);
        RelayLink below = connect(child, parent);
        child.takeFrom(below);
        RelayLink above = accepted(parent);
        parent.forwarder.serve(above, LiveStream.ALL_LAYERS, Map.of());
        network.conditionsFrom(parent.loop.address(), PathConditions.clean().withLoss(loss));
        play(parent, 0, 500);
        network.conditionsFrom(parent.loop.address(), PathConditions.clean());
        play(parent, 500, 10);
        network.runFor(2 * SECOND);

        assertThat(child.video).hasSize(510);
        assertThat(above.media().sent()).isEqualTo(510);
        assertThat(below.media().received()).isEqualTo(510);
        assertThat(below.media().lost()).isZero();
        if (loss == 0) {
            assertThat(above.media().repaired()).isZero();
            assertThat(below.media().requested()).isZero();
        } else {
            // A tenth, more or less, and some of the repairs were lost again.
            assertThat(above.media().repaired()).isBetween(20L, 120L);
            assertThat(below.media().requested())
                    .isGreaterThanOrEqualTo(above.media().repaired());
        }
    }

    @Test
    void shouldCountWhatNeverCame() {
        TestNode parent = new TestNode(network, "parent", 7001);
        TestNode child = new TestNode(network, "child", 7002);
        RelayLink below = connect(child, parent);
        child.takeFrom(below);
        // Nobody has the packets between: the parent's own source left them out.
        parent.forwarder.serve(accepted(parent), LiveStream.ALL_LAYERS, Map.of());
        play(parent, 0, 50);
        play(parent, 60, 300);
        network.runFor(2 * SECOND);

        assertThat(below.media().lost()).isEqualTo(10);
    }

    @Test
    void shouldGoOnFromAnotherParentWithoutAGap() {
        TestNode origin = new TestNode(network, "origin", 7001);
        TestNode first = new TestNode(network, "first", 7002);
        TestNode second = new TestNode(network, "second", 7003);
        TestNode edge = new TestNode(network, "edge", 7004);
        for (TestNode relay : List.of(first, second)) {
            relay.takeFrom(connect(relay, origin));
            origin.forwarder.serve(accepted(origin), LiveStream.ALL_LAYERS, Map.of());
        }
        edge.takeFrom(connect(edge, first));
        first.forwarder.serve(accepted(first), LiveStream.ALL_LAYERS, Map.of());
        RelayLink standby = connect(edge, second);
        play(origin, 0, 300);

        network.conditionsFrom(first.loop.address(), PathConditions.clean().withLoss(1));
        play(origin, 300, 25);
        long missed = edge.last;
        assertThat(missed).isLessThan(305);
        edge.takeFrom(standby);
        second.forwarder.serve(accepted(second), LiveStream.ALL_LAYERS, edge.have());
        play(origin, 325, 300);
        network.runFor(SECOND);

        assertThat(edge.video.keySet()).isEqualTo(origin.video.keySet());
        assertThat(edge.keyframeRequests).isEmpty();
    }

    @Test
    void shouldStartANewChildAtTheNewestKeyframe() {
        TestNode origin = new TestNode(network, "origin", 7001);
        TestNode edge = new TestNode(network, "edge", 7002);
        RelayLink link = connect(edge, origin);
        play(origin, 0, 150);

        edge.takeFrom(link);
        origin.forwarder.serve(accepted(origin), LiveStream.ALL_LAYERS, Map.of());
        network.runFor(SECOND);

        assertThat(edge.video).containsKeys(100L, 149L).doesNotContainKey(99L);
    }

    @Test
    void shouldAskTheOriginForAKeyframeOnceWhoeverWantsOne() {
        TestNode origin = new TestNode(network, "origin", 7001);
        TestNode relay = new TestNode(network, "relay", 7002);
        TestNode edge = new TestNode(network, "edge", 7003);
        relay.takeFrom(connect(relay, origin));
        edge.takeFrom(connect(edge, relay));
        origin.forwarder.serve(accepted(origin), LiveStream.ALL_LAYERS, Map.of());
        relay.forwarder.serve(accepted(relay), LiveStream.ALL_LAYERS, Map.of());
        play(origin, 1, 20);

        for (int i = 0; i < 50; i++) {
            Objects.requireNonNull(edge.intake).requestKeyframe(0);
        }
        network.runFor(SECOND / 5);

        assertThat(origin.keyframeRequests).isEqualTo(Map.of(0, 1));
    }

    @Test
    void shouldNotAnswerWhoDoesNotKnowTheCluster() {
        TestNode stranger = new TestNode(network, "stranger", 7001, new byte[] {1, 2, 3}, 100);
        TestNode parent = new TestNode(network, "parent", 7002);
        long before = network.sent;
        stranger.open(parent);
        network.runFor(20 * SECOND);

        assertThat(parent.up).isEmpty();
        assertThat(parent.loop.sessions()).isZero();
        assertThat(parent.links.strangers()).isPositive().isEqualTo(network.sent - before);
        assertThat(stranger.down).hasSize(1);
    }

    @Test
    void shouldTakeNoMoreLinksThanItMay() {
        TestNode parent =
                new TestNode(network, "parent", 7002, "the cluster's authority".getBytes(StandardCharsets.UTF_8), 1);
        connect(new TestNode(network, "first", 7003), parent);
        TestNode second = new TestNode(network, "second", 7004);
        second.open(parent);
        network.runFor(20 * SECOND);

        assertThat(second.up).isEmpty();
        assertThat(second.down).hasSize(1);
        assertThat(parent.up).hasSize(1);
        assertThat(parent.links.refused()).isPositive();
    }

    @Test
    void shouldMakeRoomWhenALinkEnds() {
        TestNode parent =
                new TestNode(network, "parent", 7002, "the cluster's authority".getBytes(StandardCharsets.UTF_8), 1);
        RelayLink first = connect(new TestNode(network, "first", 7003), parent);
        first.close("done");
        network.runFor(SECOND);
        assertThat(parent.up).isEmpty();
        connect(new TestNode(network, "second", 7004), parent);
    }
}

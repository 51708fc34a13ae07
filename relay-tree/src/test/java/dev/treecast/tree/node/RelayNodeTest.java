package dev.treecast.tree.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.simulation.PathConditions;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nodes on a simulated network: the tree forms, carries a stream, and survives what happens to it. */
class RelayNodeTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private final SimulatedCluster cluster = new SimulatedCluster(3);
    private final SimulatedNode ingest = cluster.add("ingest", NodeRole.INGEST);
    private final SimulatedNode first = cluster.add("relay-1", NodeRole.RELAY);
    private final SimulatedNode second = cluster.add("relay-2", NodeRole.RELAY);
    private final SimulatedNode edge = cluster.add("edge", NodeRole.EDGE);
    private long next;

    /** 100 packets a second. */
    private void play(int packets) {
        for (int i = 0; i < packets; i++) {
            ingest.publish(next++);
            cluster.network.runFor(10 * MS);
        }
    }

    private void watchAtTheEdge() {
        cluster.live(ingest);
        edge.watch();
        boolean came = false;
        for (int i = 0; i < 300 && !came; i++) {
            play(1);
            came = edge.attach();
        }
        assertThat(came).as("the stream reaches the edge").isTrue();
    }

    private List<Long> missedAtTheEdge(long from) {
        return LongStream.range(from, next)
                .filter(sequence -> !edge.seen.containsKey(sequence))
                .boxed()
                .toList();
    }

    private SimulatedNode parentOfTheEdge() {
        String parent = edge.node.parent(SimulatedNode.STREAM).orElseThrow();
        return parent.equals("relay-1") ? first : second;
    }

    @Test
    void shouldBringAStreamToAnEdgeThatWantsIt() {
        watchAtTheEdge();
        play(500);
        cluster.network.runFor(SECOND);

        assertThat(edge.node.parent(SimulatedNode.STREAM)).get().asString().startsWith("relay-");
        assertThat(edge.seen.size()).isGreaterThanOrEqualTo(500);
        assertThat(missedAtTheEdge(next - 500)).isEmpty();
        assertThat(edge.publications).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05})
    void shouldLoseNothingOnLinksThatLose(double loss) {
        watchAtTheEdge();
        play(200);
        long from = next;
        cluster.network.conditions(new PathConditions(5 * MS, 2 * MS, loss, 0.01));
        play(1_000);
        cluster.network.conditions(new PathConditions(5 * MS, 2 * MS, 0, 0));
        play(10);
        cluster.network.runFor(2 * SECOND);

        assertThat(missedAtTheEdge(from)).isEmpty();
    }

    @Test
    void shouldGoOnWithoutAGapWhenARelayIsKilled() {
        watchAtTheEdge();
        play(300);
        SimulatedNode killed = parentOfTheEdge();
        long from = next;
        cluster.kill(killed);
        play(300);
        cluster.network.runFor(SECOND);

        assertThat(edge.node.parent(SimulatedNode.STREAM)).get().isNotEqualTo(killed.record.id());
        assertThat(missedAtTheEdge(from)).isEmpty();
        long gap = 0;
        for (long sequence = from + 1; sequence < next; sequence++) {
            gap = Math.max(gap, edge.cameNs(sequence) - edge.cameNs(sequence - 1));
        }
        assertThat(gap).as("ns without a packet at the edge").isLessThan(350 * MS);
        assertThat(edge.publications).isEqualTo(1);
        assertThat(ingest.keyframeRequests).as("asked of the publisher for it").isLessThanOrEqualTo(1);
    }

    @Test
    void shouldLetGoOfWhatNobodyWatches() {
        watchAtTheEdge();
        play(100);
        edge.leave();
        play(2_500);

        assertThat(edge.node.parent(SimulatedNode.STREAM)).isEmpty();
        assertThat(edge.hub.find(SimulatedNode.STREAM)).isEmpty();
        assertThat(first.node.tree().children() + second.node.tree().children()).isZero();
    }
}

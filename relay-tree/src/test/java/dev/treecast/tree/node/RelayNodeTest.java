package dev.treecast.tree.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.sframe.SFrameCipher;
import dev.treecast.tree.sframe.SFrameHeader;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.simulation.PathConditions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nodes on a simulated network: the tree forms, carries a stream, and survives what happens to it. */
class RelayNodeTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private SimulatedCluster cluster = new SimulatedCluster(3);
    private SimulatedNode ingest = cluster.add("ingest", NodeRole.INGEST);
    private SimulatedNode first = cluster.add("relay-1", NodeRole.RELAY);
    private SimulatedNode second = cluster.add("relay-2", NodeRole.RELAY);
    private SimulatedNode edge = cluster.add("edge", NodeRole.EDGE);
    private long next;

    /** Another network, with another jitter, than the test began with. */
    private void startAnew(long seed) {
        cluster = new SimulatedCluster(seed);
        ingest = cluster.add("ingest", NodeRole.INGEST);
        first = cluster.add("relay-1", NodeRole.RELAY);
        second = cluster.add("relay-2", NodeRole.RELAY);
        edge = cluster.add("edge", NodeRole.EDGE);
    }

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

    private static LiveStream passing(SimulatedNode node) {
        CarriedStream carried = Objects.requireNonNull(node.node.carried(SimulatedNode.STREAM));
        return Objects.requireNonNull(carried.live());
    }

    /** What a relay would send that made something up. */
    private static MediaPacket forged(long sequence, long nowNs) {
        return new MediaPacket(0, sequence, sequence * 900, true, true, new byte[40], null, -1, -1, nowNs);
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

    @Test
    void shouldBringThePublishersTimeToTheEdgeOnItsOwnClock() {
        watchAtTheEdge();
        Publication published = Objects.requireNonNull(ingest.publication);
        StreamTiming timing = new StreamTiming(true, 1_800_000_000 * SECOND, 42 * MS, Playout.SMOOTH);
        published.timing(timing);
        Publication viewed = edge.hub
                .find(SimulatedNode.STREAM)
                .flatMap(LiveStream::publication)
                .orElseThrow();
        for (int i = 0; i < 5; i++) {
            play(100);
            published.senderReport(0, NtpTimestamp.fromUnixNs(0), next * 900, cluster.network.nowNs());
        }
        cluster.network.runFor(SECOND);
        StreamTiming came = viewed.timing();
        assertThat(came.clockKnown()).isTrue();
        assertThat(came.toIngestNs()).isEqualTo(42 * MS);
        assertThat(came.playout()).isEqualTo(Playout.SMOOTH);
        // All clocks are one here: what differs is how well the links know that, over two hops with jitter.
        assertThat(Math.abs(came.clockOffsetNs() - timing.clockOffsetNs())).isLessThan(5 * MS);
    }

    @Test
    void shouldDecideForTheAudienceOfAllNodesWhereTheStreamIsPublished() {
        watchAtTheEdge();
        Publication published = Objects.requireNonNull(ingest.publication);
        LiveStream viewed = edge.hub.find(SimulatedNode.STREAM).orElseThrow();
        for (int i = 0; i < 10; i++) {
            long nowNs = cluster.network.nowNs();
            published.stream().audience().report("loop at the ingest node", viewers(5, 60), nowNs);
            viewed.audience().report("loop at the edge", viewers(3, 260), nowNs);
            play(100);
            published.senderReport(0, NtpTimestamp.fromUnixNs(0), next * 900, cluster.network.nowNs());
        }
        cluster.network.runFor(SECOND);
        long nowNs = cluster.network.nowNs();
        assertThat(published.stream().audience().needs(nowNs).viewers()).isEqualTo(8);
        long targetNs = published.stream().audience().targetNs(nowNs);
        assertThat(targetNs).isEqualTo(275 * MS);
        assertThat(viewed.audience().targetNs(nowNs)).isEqualTo(targetNs);
    }

    private static NeedCounts viewers(int count, long needMs) {
        NeedCounts.Tally tally = new NeedCounts.Tally();
        for (int i = 0; i < count; i++) {
            tally.add(needMs * MS);
        }
        return tally.toCounts();
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

    private NodeReport reportOfTheEdge() {
        CompletableFuture<NodeReport> report = edge.node.report().toCompletableFuture();
        cluster.network.runFor(MS);
        return report.join();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldGoOnWithoutAGapWhenARelayIsKilled(long seed) {
        startAnew(seed);
        watchAtTheEdge();
        play(300);
        SimulatedNode killed = parentOfTheEdge();
        long from = next;
        long changes = reportOfTheEdge().parentChanges();
        cluster.kill(killed);
        play(300);
        cluster.network.runFor(SECOND);

        assertThat(reportOfTheEdge().parentChanges()).isGreaterThan(changes);

        assertThat(edge.node.parent(SimulatedNode.STREAM)).get().isNotEqualTo(killed.record.id());
        assertThat(missedAtTheEdge(from)).isEmpty();
        long gap = 0;
        for (long sequence = from + 1; sequence < next; sequence++) {
            gap = Math.max(gap, edge.cameNs(sequence) - edge.cameNs(sequence - 1));
        }
        assertThat(gap).as("ns without a packet at the edge").isLessThan(150 * MS);
        assertThat(edge.publications).isEqualTo(1);
        assertThat(ingest.keyframeRequests).as("asked of the publisher for it").isLessThanOrEqualTo(1);
    }

    @Test
    void shouldCountNeitherAFirstParentNorWhatReachedIt() {
        watchAtTheEdge();
        play(50);
        assertThat(reportOfTheEdge().parentChanges()).isZero();
        edge.node.sendUp(SimulatedNode.STREAM, new byte[1]);
        assertThat(reportOfTheEdge().parcelsLost()).isZero();
        edge.node.sendUp("nowhere", new byte[1]);
        assertThat(reportOfTheEdge().parcelsLost()).isEqualTo(1);
    }

    @Test
    void shouldKeepEverythingSealedWhereItPassesThrough() {
        watchAtTheEdge();
        play(200);
        List<MediaPacket> seen = new ArrayList<>();
        passing(parentOfTheEdge()).subscribe(new PacketCollector(seen));
        long from = next;
        play(100);
        cluster.network.runFor(SECOND);

        assertThat(seen).hasSizeGreaterThanOrEqualTo(99);
        for (MediaPacket packet : seen) {
            byte[] plain = Long.toString(packet.sequence()).getBytes(StandardCharsets.UTF_8);
            assertThat(new String(packet.payload(), StandardCharsets.ISO_8859_1))
                    .hasSizeGreaterThan(plain.length + SFrameCipher.TAG_BYTES)
                    .doesNotContain(Long.toString(packet.sequence()));
        }
        assertThat(missedAtTheEdge(from)).isEmpty();
        assertThat(Objects.requireNonNull(edge.seen.get(from)).payload())
                .isEqualTo(Long.toString(from).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTakeTheStreamFromSomebodyElseWhenItComesAltered() {
        watchAtTheEdge();
        play(300);
        SimulatedNode liar = parentOfTheEdge();
        Publication passing = passing(liar).publication().orElseThrow();
        for (int i = 0; i < 60; i++) {
            passing.deliver(forged(next, liar.loop.nowNs()));
            play(1);
        }
        cluster.network.runFor(SECOND);

        assertThat(edge.node.parent(SimulatedNode.STREAM)).get().isNotEqualTo(liar.record.id());
        assertThat(edge.node.counters().distrusted().sum()).isEqualTo(1);
        long from = next;
        play(100);
        cluster.network.runFor(SECOND);
        assertThat(missedAtTheEdge(from)).isEmpty();
        assertThat(edge.seen.values())
                .allSatisfy(packet -> assertThat(packet.payload())
                        .isEqualTo(Long.toString(packet.sequence()).getBytes(StandardCharsets.UTF_8)));
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

    private static long keyEpoch(MediaPacket sealed) {
        SFrameHeader header = new SFrameHeader();
        assertThat(header.parse(sealed.payload(), 0, sealed.payload().length)).isTrue();
        return header.keyId() >> 8;
    }

    @Test
    void shouldChangeKeysWhenAnEdgeWatchesNoMoreAndKeepThemFromIt() {
        SimulatedNode other = cluster.add("edge-2", NodeRole.EDGE);
        watchAtTheEdge();
        other.watch();
        play(200);
        assertThat(other.attach()).isTrue();
        play(4_000);
        List<MediaPacket> sealed = new ArrayList<>();
        passing(parentOfTheEdge()).subscribe(new PacketCollector(sealed));
        long from = next;
        other.leave();
        play(1_600);
        cluster.network.runFor(SECOND / 2);

        // Still a child of its relay, by which a key would come: one that nobody there wants would be counted.
        assertThat(other.node.parent(SimulatedNode.STREAM)).isPresent();
        assertThat(other.hub.find(SimulatedNode.STREAM)).isEmpty();
        assertThat(other.node.counters().refusedKeys().sum()).isZero();
        assertThat(keyEpoch(sealed.getFirst())).isZero();
        assertThat(keyEpoch(sealed.getLast())).isEqualTo(1);
        assertThat(missedAtTheEdge(from)).isEmpty();
        assertThat(ingest.node.counters().refusedKeys().sum()).isZero();

        other.watch();
        play(100);
        assertThat(other.attach()).as("it may come back").isTrue();
        long again = next;
        play(100);
        cluster.network.runFor(SECOND);
        assertThat(other.seen.keySet()).contains(again, next - 1);
    }

    /** What passes through a node. */
    private record PacketCollector(List<MediaPacket> packets) implements StreamSubscriber {
        @Override
        public void publicationStarted(Publication publication) {}

        @Override
        public void packet(Publication publication, MediaPacket packet) {
            packets.add(packet);
        }

        @Override
        public void senderReport(
                Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs) {}

        @Override
        public void publicationEnded(Publication publication) {}

        @Override
        public void streamEnded(String reason) {}
    }
}

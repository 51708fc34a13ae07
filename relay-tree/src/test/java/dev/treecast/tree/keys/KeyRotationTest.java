package dev.treecast.tree.keys;

import static dev.treecast.tree.keys.TestCluster.PUBLICATION;
import static dev.treecast.tree.keys.TestCluster.packet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.keys.KeyVerdict.Outcome;
import dev.treecast.tree.sframe.PacketOpener;
import dev.treecast.tree.sframe.PacketSealer;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys change, and nobody who may read notices. */
class KeyRotationTest {
    private static final long MS = 1_000_000;

    private final TestCluster cluster = new TestCluster();
    private final PacketSealer sealer =
            new PacketSealer(SrtpCiphers.best(), 1, cluster.owner.sealingKey(cluster.nowNs));
    private long sequence;

    private MediaPacket nextPacket() {
        sealer.use(cluster.owner.sealingKey(cluster.nowNs));
        return Objects.requireNonNull(sealer.seal(packet(sequence++)));
    }

    private int epoch() {
        return cluster.owner.sealingKey(cluster.nowNs).epoch();
    }

    @Test
    void shouldRotateByTime() {
        cluster.join("edge-1");
        cluster.pass(Duration.ofMinutes(10).minusMillis(1));
        cluster.deliver();
        assertThat(cluster.owner.nextDeadlineNs(cluster.nowNs)).isEqualTo(cluster.nowNs + MS);
        cluster.pass(Duration.ofMillis(1));
        assertThat(epoch()).isZero();
        assertThat(cluster.owner.nextDeadlineNs(cluster.nowNs)).isEqualTo(cluster.nowNs);
        cluster.deliver();
        assertThat(cluster.owner.nextDeadlineNs(cluster.nowNs)).isEqualTo(cluster.nowNs + 2_000 * MS);
        cluster.pass(Duration.ofMillis(1_999));
        assertThat(epoch()).as("sent, not yet used").isZero();
        cluster.pass(Duration.ofMillis(1));
        assertThat(epoch()).isEqualTo(1);
        assertThat(cluster.reads("edge-1", nextPacket())).isTrue();
    }

    /** Used when the last edge's key has been on its way for a while, however long sealing them all took. */
    @Test
    void shouldWaitForItsSlowestDelivery() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        cluster.pass(Duration.ofMinutes(10));
        assertThat(cluster.poll(cluster.owner)).isNotNull();
        cluster.pass(Duration.ofSeconds(30));
        assertThat(epoch()).isZero();
        assertThat(cluster.poll(cluster.owner)).isNotNull();
        cluster.pass(Duration.ofMillis(1_999));
        assertThat(epoch()).isZero();
        cluster.pass(Duration.ofMillis(1));
        assertThat(epoch()).isEqualTo(1);
    }

    /** Packets overtake each other by up to 300 ms, sealed keys take up to a second; 40 minutes in which edges come. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLoseNoPacket(long seed) {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Arrival(long atNs, String node, byte[] key, MediaPacket packet) {}
        SplittableRandom random = new SplittableRandom(seed);
        PriorityQueue<Arrival> network = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
        Set<String> edges = new HashSet<>();
        Set<Integer> epochsSeen = new HashSet<>();
        MediaPacket none = packet(0);
        long end = Duration.ofMinutes(40).toNanos();
        long read = 0;
        for (long step = 0; cluster.nowNs < end; step++) {
            if (step % 6_000 == 0 && edges.size() < 3) {
                String node = "edge-" + edges.size();
                edges.add(node);
                cluster.join(node);
            }
            for (var out = cluster.poll(cluster.owner); out != null; out = cluster.poll(cluster.owner)) {
                long at = cluster.nowNs + random.nextLong(1_000 * MS);
                network.add(new Arrival(at, out.node(), out.message(), none));
            }
            MediaPacket sealed = nextPacket();
            for (String node : edges) {
                long at = cluster.nowNs + random.nextLong(300 * MS);
                network.add(new Arrival(at, node, new byte[0], sealed));
            }
            cluster.nowNs += 50 * MS;
            for (Arrival next = network.peek(); next != null && next.atNs <= cluster.nowNs; next = network.peek()) {
                network.remove();
                StreamKeyHolder holder = cluster.holder(next.node);
                if (next.key.length > 0) {
                    assertThat(holder.accept(next.key, cluster.wallTime()).outcome())
                            .isEqualTo(Outcome.TAKEN);
                } else {
                    assertThat(cluster.reads(next.node, next.packet))
                            .as("packet %d at %s", next.packet.sequence(), next.node)
                            .isTrue();
                    read++;
                }
                holder.poll(cluster.nowNs);
            }
            epochsSeen.add(epoch());
        }
        assertThat(epochsSeen).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(read).isGreaterThan(100_000);
        for (String node : edges) {
            PacketOpener opener = Objects.requireNonNull(cluster.holder(node).opener(PUBLICATION));
            assertThat(opener.unknownKey() + opener.notAuthentic()).isZero();
        }
    }

    @Test
    void shouldShutOutWhoLeaves() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        cluster.pass(Duration.ofMinutes(1));
        MediaPacket before = nextPacket();
        cluster.owner.edgeLeft("edge-2", cluster.nowNs);
        cluster.rotate();
        MediaPacket after = nextPacket();
        assertThat(epoch()).isEqualTo(1);
        assertThat(cluster.reads("edge-1", before)).isTrue();
        assertThat(cluster.reads("edge-1", after)).isTrue();
        assertThat(cluster.reads("edge-2", before)).isTrue();
        assertThat(cluster.reads("edge-2", after)).isFalse();
        cluster.join("edge-2");
        assertThat(cluster.reads("edge-2", after)).as("it may come back").isTrue();
    }

    @Test
    void shouldShutOutForGoodWhoIsRevoked() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        cluster.pass(Duration.ofMinutes(1));
        cluster.owner.revoke("edge-2", cluster.nowNs);
        cluster.deliver();
        cluster.pass(Duration.ofSeconds(2));
        assertThat(cluster.ask(cluster.owner, cluster.holder("edge-2").request(cluster.wallTime()))
                        .outcome())
                .isEqualTo(Outcome.REVOKED);
        cluster.deliver();
        MediaPacket after = nextPacket();
        assertThat(cluster.reads("edge-1", after)).isTrue();
        assertThat(cluster.reads("edge-2", after)).isFalse();
    }

    /** One that is revoked while it already has the next key: that key is used, and replaced at once. */
    @Test
    void shouldRotateAgainForOneThatIsRevokedInBetween() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        cluster.pass(Duration.ofMinutes(10));
        cluster.deliver();
        cluster.owner.revoke("edge-2", cluster.nowNs);
        cluster.pass(Duration.ofSeconds(2));
        assertThat(epoch()).isEqualTo(1);
        assertThat(cluster.reads("edge-2", nextPacket())).isTrue();
        cluster.rotate();
        assertThat(epoch()).isEqualTo(2);
        assertThat(cluster.reads("edge-2", nextPacket())).isFalse();
        assertThat(cluster.reads("edge-1", nextPacket())).isTrue();
    }

    /** One that leaves while it already has the next key: that one is replaced too, but not at once. */
    @Test
    void shouldRotateAgainForOneThatLeavesInBetween() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        cluster.pass(Duration.ofMinutes(10));
        cluster.deliver();
        cluster.release("edge-2");
        cluster.pass(Duration.ofSeconds(2));
        assertThat(cluster.reads("edge-2", nextPacket())).isTrue();
        assertThat(cluster.owner.nextDeadlineNs(cluster.nowNs))
                .isBetween(cluster.nowNs + 28_000 * MS, cluster.nowNs + 30_000 * MS);
        cluster.pass(Duration.ofSeconds(30));
        cluster.rotate();
        assertThat(epoch()).isEqualTo(2);
        assertThat(cluster.reads("edge-2", nextPacket())).isFalse();
    }

    @Test
    void shouldRotateOnceForManyWhoLeave() {
        for (int i = 0; i < 50; i++) {
            cluster.join("edge-" + i);
        }
        cluster.pass(Duration.ofMinutes(1));
        for (int i = 1; i < 50; i++) {
            cluster.release("edge-" + i);
            cluster.pass(Duration.ofMillis(500));
            cluster.deliver();
        }
        assertThat(epoch()).as("the first soon").isEqualTo(1);
        cluster.pass(Duration.ofSeconds(32));
        cluster.rotate();
        assertThat(epoch()).as("the others together").isEqualTo(2);
        cluster.pass(Duration.ofMinutes(5));
        cluster.deliver();
        assertThat(epoch()).isEqualTo(2);
    }

    /** Five minutes in which an edge comes and goes, more often than a rotation takes. */
    @Test
    void shouldRotateSeldomForOneThatComesAndGoes() {
        cluster.join("edge-1");
        for (int i = 0; i < 200; i++) {
            cluster.join("edge-2");
            cluster.pass(Duration.ofMillis(750));
            cluster.release("edge-2");
            cluster.pass(Duration.ofMillis(750));
            cluster.deliver();
            assertThat(cluster.reads("edge-1", nextPacket())).isTrue();
        }
        assertThat(epoch()).isBetween(6, 10);
    }

    @Test
    void shouldTakeNoReleaseTwiceNorFromSomebodyElse() {
        cluster.join("edge-1");
        cluster.join("edge-2");
        byte[] release = cluster.holder("edge-2").release(cluster.wallTime());
        byte[] altered = release.clone();
        altered[altered.length - 1] ^= 1;
        assertThat(cluster.ask(cluster.owner, altered).outcome()).isEqualTo(Outcome.UNTRUSTED);
        assertThat(cluster.owner.edges()).isEqualTo(2);
        assertThat(cluster.ask(cluster.owner, release).outcome()).isEqualTo(Outcome.TAKEN);
        assertThat(cluster.owner.edges()).isEqualTo(1);
        cluster.pass(Duration.ofSeconds(1));
        cluster.join("edge-2");
        assertThat(cluster.ask(cluster.owner, release).outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(cluster.owner.edges()).isEqualTo(2);
    }

    @Test
    void shouldGiveBothKeysToOneThatComesInBetween() {
        cluster.join("edge-1");
        cluster.pass(Duration.ofMinutes(10));
        cluster.deliver();
        cluster.join("edge-2");
        MediaPacket before = nextPacket();
        cluster.pass(Duration.ofSeconds(3));
        MediaPacket after = nextPacket();
        assertThat(epoch()).isEqualTo(1);
        assertThat(cluster.reads("edge-2", after)).isTrue();
        assertThat(cluster.reads("edge-2", before)).isTrue();
    }

    @Test
    void shouldForgetOldKeys() {
        cluster.join("edge-1");
        StreamKeyHolder holder = cluster.holder("edge-1");
        MediaPacket before = nextPacket();
        cluster.pass(Duration.ofMinutes(10));
        cluster.deliver();
        cluster.pass(Duration.ofSeconds(2));
        MediaPacket after = nextPacket();
        holder.poll(cluster.nowNs);
        assertThat(holder.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(cluster.reads("edge-1", after)).isTrue();
        holder.poll(cluster.nowNs);
        assertThat(holder.nextDeadlineNs()).isEqualTo(cluster.nowNs + 10_000 * MS);
        cluster.pass(Duration.ofMillis(9_999));
        holder.poll(cluster.nowNs);
        assertThat(cluster.reads("edge-1", before)).isTrue();
        cluster.pass(Duration.ofMillis(1));
        holder.poll(cluster.nowNs);
        assertThat(cluster.reads("edge-1", before)).isFalse();
        assertThat(cluster.reads("edge-1", nextPacket())).isTrue();
        holder.close();
        assertThat(holder.opener(PUBLICATION)).isNull();
    }
}

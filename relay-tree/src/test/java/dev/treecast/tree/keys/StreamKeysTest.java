package dev.treecast.tree.keys;

import static dev.treecast.tree.keys.TestCluster.PUBLICATION;
import static dev.treecast.tree.keys.TestCluster.STREAM;
import static dev.treecast.tree.keys.TestCluster.packet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.KeyVerdict.Outcome;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.sframe.PacketSealer;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who gets keys, and what happens to those who would like to. */
class StreamKeysTest {
    private final TestCluster cluster = new TestCluster();
    private final StreamKeyHolder edge = cluster.holder("edge-1");

    private Outcome ask(byte[] request) {
        return cluster.ask(cluster.owner, request).outcome();
    }

    private byte[] sealedKey() {
        assertThat(ask(edge.request(cluster.wallTime()))).isEqualTo(Outcome.TAKEN);
        return Objects.requireNonNull(cluster.poll(cluster.owner)).message();
    }

    private Outcome accept(byte[] message) {
        return edge.accept(message, cluster.wallTime()).outcome();
    }

    private MediaPacket sealed(long sequence) {
        try (PacketSealer sealer = new PacketSealer(SrtpCiphers.best(), 1, cluster.owner.sealingKey(cluster.nowNs))) {
            return Objects.requireNonNull(sealer.seal(packet(sequence)));
        }
    }

    @Test
    void shouldLetAnEdgeRead() {
        byte[] key = sealedKey();
        assertThat(cluster.owner.edges()).isEqualTo(1);
        assertThat(edge.opener(PUBLICATION)).isNull();
        assertThat(edge.accept(key, cluster.wallTime())).isEqualTo(new KeyVerdict(Outcome.TAKEN, "ingest-1", ""));
        assertThat(cluster.reads("edge-1", sealed(7))).isTrue();
        assertThat(cluster.poll(cluster.owner)).isNull();
        assertThat(accept(key)).isEqualTo(Outcome.REPEATED);
    }

    @Test
    void shouldRefuseOtherRoles() {
        for (NodeRole role : new NodeRole[] {NodeRole.RELAY, NodeRole.INGEST}) {
            StreamKeyHolder relay = cluster.holder("node", cluster.certificate("node", role), STREAM);
            KeyVerdict verdict = cluster.ask(cluster.owner, relay.request(cluster.wallTime()));
            assertThat(verdict).isEqualTo(new KeyVerdict(Outcome.WRONG_ROLE, "node", "a request of node node"));
        }
        assertThat(cluster.poll(cluster.owner)).isNull();
    }

    @Test
    void shouldRefuseAnotherClustersEdges() {
        ClusterAuthority other =
                ClusterAuthority.create("north", Duration.ofDays(30), cluster.random, TestCluster.START);
        NodeCertificate theirs = other.issue(
                new NodeIdentity("edge-1", Set.of(NodeRole.EDGE)),
                Duration.ofDays(1),
                cluster.random,
                TestCluster.START);
        KeyVerdict verdict = cluster.ask(
                cluster.owner, cluster.holder("edge-1", theirs, STREAM).request(cluster.wallTime()));
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNTRUSTED);
        assertThat(verdict.detail()).startsWith("the certificate of edge-1 is not one of the CA north");
        assertThat(cluster.poll(cluster.owner)).isNull();
    }

    @Test
    void shouldRefuseCertificatesThatAreOver() {
        NodeCertificate brief = cluster.authority.issue(
                new NodeIdentity("edge-9", Set.of(NodeRole.EDGE)),
                Duration.ofHours(1),
                cluster.random,
                TestCluster.START);
        StreamKeyHolder holder = cluster.holder("edge-9", brief, STREAM);
        assertThat(ask(holder.request(cluster.wallTime()))).isEqualTo(Outcome.TAKEN);
        cluster.pass(Duration.ofHours(2));
        assertThat(ask(holder.request(cluster.wallTime()))).isEqualTo(Outcome.UNTRUSTED);
    }

    /** A relay puts its own public key into an edge's request: that is what the signature is for. */
    @Test
    void shouldRefuseForgedAndAlteredRequests() {
        byte[] request = edge.request(cluster.wallTime());
        for (int i = 0; i < request.length; i++) {
            byte[] altered = request.clone();
            altered[i] ^= 1;
            assertThat(ask(altered)).as("byte %d", i).isNotEqualTo(Outcome.TAKEN);
            assertThat(ask(Arrays.copyOf(request, i))).as("cut off at %d", i).isNotEqualTo(Outcome.TAKEN);
        }
        assertThat(ask(Arrays.copyOf(request, request.length + 1))).isEqualTo(Outcome.MALFORMED);
        assertThat(ask(new byte[100_000])).isEqualTo(Outcome.MALFORMED);
        NodeCertificate relay = cluster.certificate("relay-1", NodeRole.RELAY);
        KeyRequest theirs = Objects.requireNonNull(KeyRequest.parse(request));
        byte[] borrowed = new KeyMessageWriter()
                .u8(KeyMessages.REQUEST)
                .text(STREAM)
                .bytes(new byte[32])
                .i64(cluster.wallTime().toEpochMilli())
                .list(theirs.chainDer())
                .bytes(relay.sign(theirs.signedPart()))
                .toBytes();
        assertThat(ask(borrowed)).isEqualTo(Outcome.UNTRUSTED);
        assertThat(cluster.poll(cluster.owner)).isNull();
        assertThat(ask(request)).as("untouched by all that").isEqualTo(Outcome.TAKEN);
    }

    @Test
    void shouldRefuseRequestsOfAnotherTime() {
        byte[] request = edge.request(cluster.wallTime());
        byte[] early = edge.request(cluster.wallTime().plusSeconds(61));
        assertThat(ask(early)).isEqualTo(Outcome.STALE);
        cluster.pass(Duration.ofSeconds(61));
        assertThat(ask(request)).isEqualTo(Outcome.STALE);
        assertThat(ask(early)).isEqualTo(Outcome.TAKEN);
    }

    /** Somebody who recorded a request gets, at best, a key sealed for the edge that made it, and that once. */
    @Test
    void shouldMakeReplaysUseless() {
        byte[] request = edge.request(cluster.wallTime());
        assertThat(ask(request)).isEqualTo(Outcome.TAKEN);
        StreamKeyOwner.Outgoing out = Objects.requireNonNull(cluster.poll(cluster.owner));
        StreamKeyHolder thief = cluster.holder("edge-2");
        assertThat(thief.accept(out.message(), cluster.wallTime()).outcome()).isEqualTo(Outcome.MISDIRECTED);
        SealedKey sealed = Objects.requireNonNull(SealedKey.parse(out.message()));
        assertThat(sealed.open(HpkeKeyPair.generate(cluster.random))).isNull();
        assertThat(ask(request)).isEqualTo(Outcome.REPEATED);
        cluster.owner.edgeLeft("edge-1", cluster.nowNs);
        assertThat(ask(request)).as("back from the dead").isEqualTo(Outcome.REPEATED);
        assertThat(cluster.owner.edges()).isZero();
        assertThat(ask(edge.request(cluster.wallTime()))).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void shouldNoticeAlteredKeys() {
        byte[] key = sealedKey();
        for (int i = 0; i < key.length; i++) {
            byte[] altered = key.clone();
            altered[i] ^= 1;
            assertThat(accept(altered)).as("byte %d", i).isNotEqualTo(Outcome.TAKEN);
            assertThat(accept(Arrays.copyOf(key, i))).as("cut off at %d", i).isNotEqualTo(Outcome.TAKEN);
        }
        assertThat(edge.opener(PUBLICATION)).isNull();
        assertThat(accept(key)).isEqualTo(Outcome.TAKEN);
    }

    /** HPKE alone would let a relay put a key of its own making in. */
    @Test
    void shouldTakeKeysOfIngestNodesOnly() {
        KeyRequest request = Objects.requireNonNull(KeyRequest.parse(edge.request(cluster.wallTime())));
        for (NodeRole role : new NodeRole[] {NodeRole.RELAY, NodeRole.EDGE}) {
            byte[] made = SealedKey.make(
                    STREAM,
                    PUBLICATION,
                    cluster.owner.sealingKey(cluster.nowNs),
                    "edge-1",
                    request.publicKey(),
                    cluster.wallTime().toEpochMilli(),
                    cluster.certificate("node", role),
                    cluster.random);
            assertThat(accept(made)).isEqualTo(Outcome.WRONG_ROLE);
        }
    }

    @Test
    void shouldNoticeSwappedStreamsAndPublications() {
        StreamKeyOwner other = cluster.owner("other", "p9", cluster.ingest);
        assertThat(cluster.ask(other, edge.request(cluster.wallTime())).outcome())
                .isEqualTo(Outcome.MISDIRECTED);
        StreamKeyHolder both = cluster.holder("edge-1", cluster.certificate("edge-1", NodeRole.EDGE), "other");
        assertThat(cluster.ask(other, both.request(cluster.wallTime())).outcome())
                .isEqualTo(Outcome.TAKEN);
        byte[] othersKey = Objects.requireNonNull(cluster.poll(other)).message();
        assertThat(accept(othersKey)).isEqualTo(Outcome.MISDIRECTED);
        assertThat(accept(sealedKey())).isEqualTo(Outcome.TAKEN);
        try (PacketSealer sealer = new PacketSealer(SrtpCiphers.best(), 1, other.sealingKey(0))) {
            assertThat(cluster.reads("edge-1", Objects.requireNonNull(sealer.seal(packet(1)))))
                    .isFalse();
        }
        assertThat(Objects.requireNonNull(edge.opener(PUBLICATION)).notAuthentic())
                .isEqualTo(1);
        // Another ingest node goes on with the same publication: nobody does.
        StreamKeyOwner rival = cluster.owner(STREAM, PUBLICATION, cluster.certificate("ingest-2", NodeRole.INGEST));
        cluster.ask(rival, edge.request(cluster.wallTime()));
        assertThat(accept(Objects.requireNonNull(cluster.poll(rival)).message()))
                .isEqualTo(Outcome.UNTRUSTED);
    }

    @Test
    void shouldFollowANewPublication() {
        assertThat(accept(sealedKey())).isEqualTo(Outcome.TAKEN);
        MediaPacket late = sealed(5);
        byte[] old = sealedKey();
        NodeCertificate elsewhere = cluster.certificate("ingest-2", NodeRole.INGEST);
        for (String publication : new String[] {"p2", "p3"}) {
            StreamKeyOwner next = cluster.owner(STREAM, publication, elsewhere);
            cluster.ask(next, edge.request(cluster.wallTime()));
            assertThat(accept(Objects.requireNonNull(cluster.poll(next)).message()))
                    .isEqualTo(Outcome.TAKEN);
            assertThat(edge.opener(publication)).isNotNull();
            assertThat(cluster.reads("edge-1", late)).isEqualTo(publication.equals("p2"));
        }
        assertThat(accept(old)).as("a publication that is over").isEqualTo(Outcome.STALE);
        cluster.pass(Duration.ofSeconds(61));
        assertThat(accept(old)).isEqualTo(Outcome.STALE);
    }

    @Test
    void shouldBoundItsEdges() {
        StreamKeyOptions two = new StreamKeyOptions(
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                2);
        StreamKeyOwner small = new StreamKeyOwner(
                STREAM, PUBLICATION, cluster.ingest, cluster.authority.trust(), two, cluster.random, 0);
        for (String id : new String[] {"a", "b"}) {
            assertThat(cluster.ask(small, cluster.holder(id).request(cluster.wallTime()))
                            .isTaken())
                    .isTrue();
        }
        byte[] third = cluster.holder("c").request(cluster.wallTime());
        assertThat(cluster.ask(small, third).outcome()).isEqualTo(Outcome.FULL);
        assertThat(cluster.ask(small, cluster.holder("a").request(cluster.wallTime()))
                        .outcome())
                .isEqualTo(Outcome.TAKEN);
        small.edgeLeft("b", 0);
        assertThat(cluster.ask(small, third).outcome()).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void shouldGetOverAnEdgeWhosePublicKeyIsNone() {
        byte[] none = KeyRequest.make(
                STREAM, new byte[32], cluster.wallTime().toEpochMilli(), cluster.certificate("edge-3", NodeRole.EDGE));
        assertThat(ask(none)).isEqualTo(Outcome.TAKEN);
        assertThat(ask(edge.request(cluster.wallTime()))).isEqualTo(Outcome.TAKEN);
        assertThat(Objects.requireNonNull(cluster.poll(cluster.owner)).node()).isEqualTo("edge-1");
        assertThat(cluster.owner.edges()).isEqualTo(1);
    }
}

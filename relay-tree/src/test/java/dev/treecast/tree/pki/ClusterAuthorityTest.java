package dev.treecast.tree.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.treecast.tree.pki.UntrustedNodeException.Reason;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterAuthorityTest {
    private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final byte[] MESSAGE = "hello".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final ClusterAuthority authority = ClusterAuthority.create("north", YEAR.multipliedBy(10), random, NOW);
    private final ClusterTrust trust = authority.trust();
    private final NodeCertificate edge = issue("edge-1", Set.of(NodeRole.EDGE, NodeRole.RELAY));

    private NodeCertificate issue(String id, Set<NodeRole> roles) {
        return authority.issue(new NodeIdentity(id, roles), YEAR, random, NOW);
    }

    private Reason refusal(List<byte[]> chain, Instant at) {
        UntrustedNodeException refusal =
                catchThrowableOfType(UntrustedNodeException.class, () -> trust.verify(chain, at));
        return Objects.requireNonNull(refusal, "was trusted").reason();
    }

    @Test
    void shouldVouchForItsNodes() throws Exception {
        assertThat(trust.verify(edge.chainDer(), NOW))
                .isEqualTo(new NodeIdentity("edge-1", EnumSet.of(NodeRole.RELAY, NodeRole.EDGE)));
        assertThat(trust.name()).isEqualTo("north");
        assertThat(edge.validUntil()).isEqualTo(NOW.plus(YEAR));
        assertThat(edge.identity(ClusterTrust.fromPem(trust.pem()), NOW).is(NodeRole.INGEST))
                .isFalse();
    }

    @Test
    void shouldVouchWithTheWholeChainAsWell() throws Exception {
        byte[] root = der(authority.certificatePem());
        assertThat(trust.verify(List.of(edge.chainDer().getFirst(), root), NOW).id())
                .isEqualTo("edge-1");
    }

    @Test
    void shouldRefuseTimesThatAreOver() {
        assertThat(refusal(edge.chainDer(), NOW.plus(YEAR).plusSeconds(1))).isEqualTo(Reason.EXPIRED);
        assertThat(refusal(edge.chainDer(), NOW.minus(Duration.ofHours(2)))).isEqualTo(Reason.EXPIRED);
        NodeCertificate last =
                authority.issue(new NodeIdentity("a", Set.of(NodeRole.EDGE)), YEAR.multipliedBy(20), random, NOW);
        assertThat(last.validUntil()).isEqualTo(authority.validUntil());
        assertThatThrownBy(() -> authority.issue(
                        new NodeIdentity("a", Set.of(NodeRole.EDGE)), YEAR, random, authority.validUntil()))
                .hasMessageStartingWith("the CA's certificate ended at 2037");
    }

    @Test
    void shouldRefuseAnotherClustersNodes() {
        ClusterAuthority impostor = ClusterAuthority.create("north", YEAR, random, NOW);
        NodeCertificate theirs = impostor.issue(new NodeIdentity("edge-1", Set.of(NodeRole.EDGE)), YEAR, random, NOW);
        assertThat(refusal(theirs.chainDer(), NOW)).isEqualTo(Reason.OTHER_AUTHORITY);
        assertThatThrownBy(() -> trust.verify(theirs.chainDer(), NOW))
                .hasMessageStartingWith("the certificate of edge-1 is not one of the CA north: ");
    }

    /** A node's key issues nothing, although its own certificate is good. */
    @Test
    void shouldRefuseWhatANodeIssued() {
        ClusterAuthority rogue = TestCertificates.authorityOf(edge, random);
        NodeCertificate theirs = rogue.issue(new NodeIdentity("ingest-1", Set.of(NodeRole.INGEST)), YEAR, random, NOW);
        List<byte[]> chain =
                List.of(theirs.chainDer().getFirst(), edge.chainDer().getFirst());
        assertThat(refusal(chain, NOW)).isEqualTo(Reason.OTHER_AUTHORITY);
    }

    @Test
    void shouldRefuseWhatIsNoNode() throws Exception {
        assertThat(refusal(List.of(der(authority.certificatePem())), NOW))
                .isIn(Reason.NOT_A_NODE, Reason.OTHER_AUTHORITY);
        TestCertificates made = new TestCertificates(authority, random, NOW);
        assertThat(trust.verify(made.certificate("n", "urn:treecast:role:edge", true, "secp256r1"), NOW)
                        .id())
                .isEqualTo("n");
        assertThat(trust.verify(
                                made.certificate(
                                        "n", "urn:treecast:role:edge,urn:treecast:role:oracle", true, "secp256r1"),
                                NOW)
                        .roles())
                .as("a role of a newer version says nothing to us")
                .containsExactly(NodeRole.EDGE);
        assertThat(refusal(made.certificate("n", "https://example.org", true, "secp256r1"), NOW))
                .isEqualTo(Reason.NOT_A_NODE);
        assertThat(refusal(made.certificate("n", "", true, "secp256r1"), NOW)).isEqualTo(Reason.NOT_A_NODE);
        assertThat(refusal(made.certificate("n n", "urn:treecast:role:edge", true, "secp256r1"), NOW))
                .isEqualTo(Reason.NOT_A_NODE);
        assertThat(refusal(made.certificate("n", "urn:treecast:role:edge", false, "secp256r1"), NOW))
                .as("extended key usage")
                .isEqualTo(Reason.NOT_A_NODE);
        assertThat(refusal(made.certificate("n", "urn:treecast:role:edge", true, "secp384r1"), NOW))
                .isEqualTo(Reason.NOT_A_NODE);
    }

    @Test
    void shouldRefuseWhatIsNoChain() {
        byte[] leaf = edge.chainDer().getFirst();
        assertThat(refusal(List.of(), NOW)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(List.of(leaf, leaf, leaf, leaf), NOW)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(List.of(new byte[0]), NOW)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(List.of(new byte[5_000]), NOW)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(List.of("-----BEGIN CERTIFICATE-----".getBytes(StandardCharsets.US_ASCII)), NOW))
                .isEqualTo(Reason.MALFORMED);
        for (int i = 0; i < leaf.length; i += 7) {
            byte[] altered = leaf.clone();
            altered[i] ^= 1;
            assertThat(refusal(List.of(altered), NOW)).isNotNull();
        }
    }

    @Test
    void shouldTellWhoSigned() throws Exception {
        byte[] signature = edge.sign(MESSAGE);
        assertThat(trust.verify(edge.chainDer(), MESSAGE, signature, NOW).id()).isEqualTo("edge-1");
        NodeCertificate other = issue("edge-2", Set.of(NodeRole.EDGE));
        assertThatThrownBy(() -> trust.verify(other.chainDer(), MESSAGE, signature, NOW))
                .hasMessage("the signature is not that of node edge-2");
        assertThatThrownBy(() -> trust.verify(edge.chainDer(), new byte[3], signature, NOW))
                .isInstanceOf(UntrustedNodeException.class);
        assertThatThrownBy(() -> trust.verify(edge.chainDer(), MESSAGE, new byte[0], NOW))
                .isInstanceOf(UntrustedNodeException.class);
    }

    @Test
    void shouldComeBackFromItsFiles() throws Exception {
        ClusterAuthority read = ClusterAuthority.fromPem(authority.certificatePem(), authority.keyPem());
        NodeCertificate issued = read.issue(new NodeIdentity("relay-1", Set.of(NodeRole.RELAY)), YEAR, random, NOW);
        NodeCertificate back = NodeCertificate.fromPem(issued.toPem(), random);
        assertThat(back.identity(trust, NOW).id()).isEqualTo("relay-1");
        assertThat(trust.verify(back.chainDer(), MESSAGE, back.sign(MESSAGE), NOW)
                        .id())
                .isEqualTo("relay-1");
        assertThat(back.dtlsCertificate(random).der())
                .isEqualTo(issued.chainDer().getFirst());
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        String node = edge.toPem();
        String otherKey = issue("edge-2", Set.of(NodeRole.EDGE)).toPem();
        assertThatThrownBy(() -> NodeCertificate.fromPem("", random))
                .hasMessage("it does not hold a certificate and its private key");
        assertThatThrownBy(() -> NodeCertificate.fromPem(
                        otherKey.substring(0, otherKey.indexOf("-----BEGIN CERT"))
                                + node.substring(node.indexOf("-----BEGIN CERT")),
                        random))
                .hasMessage("the private key is not that of the certificate");
        assertThatThrownBy(() -> NodeCertificate.fromPem(node.replace("MI", "!!"), random))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClusterTrust.fromPem(node)).hasMessage("it does not hold the certificate of one CA");
        assertThatThrownBy(() -> ClusterAuthority.fromPem(authority.certificatePem(), ""))
                .hasMessage("there is no private key in the CA's key file");
        assertThatThrownBy(() -> new NodeIdentity("a b", Set.of(NodeRole.EDGE)))
                .hasMessageContaining("but this is 'a b'");
        assertThatThrownBy(() -> ClusterAuthority.create("", YEAR, random, NOW))
                .hasMessageStartingWith("a cluster's name has");
    }

    private static byte[] der(String pem) throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        return certificate.getEncoded();
    }
}

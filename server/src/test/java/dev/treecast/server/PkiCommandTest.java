package dev.treecast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    @TempDir
    Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Treecast.commandLine(new Wiring((options, channels) -> new FakeMediaPlane(), (whip, key) -> {}))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String error(String... arguments) {
        assertThat(run(arguments)).isPositive();
        return err.toString().strip();
    }

    private static String permissions(Path file) throws Exception {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                : "rw-------";
    }

    @Test
    void shouldMakeAClustersCertificates() throws Exception {
        String pki = data.resolve("pki").toString();
        assertThat(run("pki", "init", "--dir", pki, "--name", "north")).isZero();
        assertThat(out.toString()).contains("ca.pem is for every node", "ca-key.pem for none", "Valid until 20");
        assertThat(permissions(data.resolve("pki/ca-key.pem"))).isEqualTo("rw-------");
        String edge = data.resolve("edge").toString();
        assertThat(run(
                        "pki",
                        "issue",
                        "--dir",
                        pki,
                        "--node",
                        "edge-1",
                        "--roles",
                        "relay,edge",
                        "--days",
                        "30",
                        "--out",
                        edge))
                .isZero();
        assertThat(permissions(data.resolve("edge/edge-1.pem"))).isEqualTo("rw-------");
        ClusterTrust trust = ClusterTrust.fromPem(Files.readString(data.resolve("edge/ca.pem")));
        NodeCertificate node =
                NodeCertificate.fromPem(Files.readString(data.resolve("edge/edge-1.pem")), new SecureRandom());
        Instant now = Clock.systemUTC().instant();
        assertThat(node.identity(trust, now))
                .isEqualTo(new NodeIdentity("edge-1", Set.of(NodeRole.EDGE, NodeRole.RELAY)));
        assertThat(trust.name()).isEqualTo("north");
        assertThat(Duration.between(now, node.validUntil())).isBetween(Duration.ofDays(29), Duration.ofDays(30));
        // A second node beside the first, and one into the CA's own folder.
        assertThat(run("pki", "issue", "--dir", pki, "--node", "edge-2", "--roles", "edge", "--out", edge))
                .isZero();
        assertThat(run("pki", "issue", "--dir", pki, "--node", "ingest-1", "--roles", "ingest"))
                .isZero();
        assertThat(data.resolve("pki/ingest-1.pem")).exists();
    }

    @Test
    void shouldOverwriteNothing() throws Exception {
        String pki = data.toString();
        assertThat(run("pki", "init", "--dir", pki)).isZero();
        String key = Files.readString(data.resolve("ca-key.pem"));
        assertThat(error("pki", "init", "--dir", pki))
                .isEqualTo("treecast: " + data.resolve("ca-key.pem")
                        + " is there already, and is not overwritten: move it away first.");
        assertThat(data.resolve("ca-key.pem")).hasContent(key.strip());
        assertThat(run("pki", "issue", "--dir", pki, "--node", "a", "--roles", "edge"))
                .isZero();
        assertThat(error("pki", "issue", "--dir", pki, "--node", "a", "--roles", "edge"))
                .contains("a.pem is there already");
        Path other = data.resolve("other");
        assertThat(run("pki", "init", "--dir", other.toString())).isZero();
        assertThat(error("pki", "issue", "--dir", pki, "--node", "b", "--roles", "edge", "--out", other.toString()))
                .as("another cluster's folder")
                .contains("ca.pem is there already");
        assertThat(other.resolve("b.pem")).doesNotExist();
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() throws Exception {
        assertThat(run("pki")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: treecast pki");
        assertThat(run("pki", "issue", "--help")).isZero();
        assertThat(out.toString()).contains("--dir=DIR", "--node=ID", "--roles=ROLES", "--days=N", "--out=DIR");
        assertThat(error("pki", "init")).startsWith("treecast: Missing required option: '--dir=DIR'");
        String pki = data.toString();
        assertThat(error("pki", "issue", "--dir", pki, "--node", "a", "--roles", "edge"))
                .isEqualTo("treecast: there is no file " + data.resolve("ca.pem") + ": treecast pki init makes a CA.");
        assertThat(error("pki", "init", "--dir", pki, "--days", "0"))
                .isEqualTo("treecast: --days needs a number from 1 to 36500, but is '0'.");
        assertThat(error("pki", "init", "--dir", pki, "--name", "a b"))
                .isEqualTo(
                        "treecast: --name: a cluster's name has 1 to 64 letters, digits and _ . -, but this is 'a b'.");
        assertThat(run("pki", "init", "--dir", pki)).isZero();
        assertThat(error("pki", "issue", "--dir", pki, "--node", "a", "--roles", "edge,king"))
                .isEqualTo("treecast: --roles: there is no role 'king'; roles are ingest, relay, edge.");
        assertThat(error("pki", "issue", "--dir", pki, "--node", "../a", "--roles", "edge"))
                .isEqualTo("treecast: --node: a node's id has 1 to 64 letters, digits and _ . -, but this is '../a'.");
        assertThat(error("pki", "issue", "--dir", pki, "--node", "ca-key", "--roles", "edge"))
                .isEqualTo("treecast: --node: 'ca-key' would take the name of the CA's file.");
        Files.writeString(data.resolve("ca.pem"), "nothing");
        assertThat(error("pki", "issue", "--dir", pki, "--node", "a", "--roles", "edge"))
                .isEqualTo("treecast: " + pki
                        + " holds no CA that can be used: it does not hold the certificate of one CA.");
    }
}

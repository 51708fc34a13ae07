package dev.treecast.bench.relay;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A cluster's CA for one measurement. */
final class Pki {
    private static final Duration VALID = Duration.ofDays(1);

    private final SecureRandom random = new SecureRandom();
    private final ClusterAuthority authority = ClusterAuthority.create("bench", VALID, random, Instant.now());

    ClusterTrust trust() {
        return authority.trust();
    }

    NodeCertificate issue(String id, NodeRole role) {
        return authority.issue(new NodeIdentity(id, Set.of(role)), VALID, random, Instant.now());
    }

    /** Writes what a process needs to be a node: the folder for its {@code --pki}. */
    Path write(Path folder, String id, NodeRole role) throws BenchFailure {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
            Files.writeString(folder.resolve(id + ".pem"), issue(id, role).toPem());
            return folder;
        } catch (IOException e) {
            throw new BenchFailure("Certificates cannot be written to " + folder + ".", e);
        }
    }
}

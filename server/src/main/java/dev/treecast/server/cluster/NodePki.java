package dev.treecast.server.cluster;

import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.pki.UntrustedNodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node's certificate and whom it trusts, as {@code treecast pki} left them in a folder.
 *
 * @param roles what the node does: what it was told to, or all that its certificate allows
 */
record NodePki(NodeCertificate certificate, ClusterTrust trust, Set<NodeRole> roles) {
    private static final String AUTHORITY_FILE = "ca.pem";

    static NodePki load(ClusterOptions options, SecureRandom random, Instant now) throws ConfigurationException {
        String id = options.nodeId();
        ClusterTrust trust;
        NodeCertificate certificate;
        Path file = options.pki().resolve(AUTHORITY_FILE);
        try {
            trust = ClusterTrust.fromPem(Files.readString(file));
            file = options.pki().resolve(id + ".pem");
            certificate = NodeCertificate.fromPem(Files.readString(file), random);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "There is no " + file + ". A node needs a certificate of its cluster: treecast pki init"
                            + " --dir DIR makes the CA, treecast pki issue --dir DIR --node " + id
                            + " --roles ingest,relay,edge --out " + options.pki() + " the certificate.");
        } catch (IOException e) {
            throw new ConfigurationException("Cannot read " + file + ": " + e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file + " cannot be used: " + e.getMessage() + ".");
        }
        try {
            NodeIdentity identity = certificate.identity(trust, now);
            if (!identity.id().equals(id)) {
                throw new ConfigurationException(
                        file + " is the certificate of node '" + identity.id() + "', not of '" + id + "'.");
            }
            return new NodePki(certificate, trust, roles(options, identity));
        } catch (UntrustedNodeException e) {
            throw new ConfigurationException(file + " is not a certificate of this cluster: " + e.getMessage() + ".");
        }
    }

    private static Set<NodeRole> roles(ClusterOptions options, NodeIdentity identity) throws ConfigurationException {
        if (options.roles().isEmpty()) {
            return identity.roles();
        }
        Set<NodeRole> missing = EnumSet.copyOf(options.roles());
        missing.removeAll(identity.roles());
        if (!missing.isEmpty()) {
            String labels = missing.stream().map(NodeRole::label).sorted().collect(Collectors.joining(", "));
            throw new ConfigurationException("--role: the certificate of node '" + identity.id() + "' does not allow "
                    + labels + "; treecast pki issue makes one that does.");
        }
        return options.roles();
    }
}

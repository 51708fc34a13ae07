package dev.treecast.server.config;

import dev.treecast.tree.pki.NodeRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This process as a node of a cluster.
 *
 * @param nodeId its name, also that of its certificate
 * @param pki the folder with {@code ca.pem} and the node's certificate, {@code ID.pem}
 * @param roles what it does; empty: all that its certificate allows
 * @param region nodes of a region are near each other
 * @param parents nodes to take streams from, the best first; empty: the directory says
 * @param redis where the directory is kept; empty: the cluster is what {@code parents} say
 * @param redisCa whom to trust there, PEM; empty: the CAs that the JDK trusts
 * @param url where browsers reach its HTTP; empty: no other node sends anybody here
 * @param capacity streams it sends to other nodes at once, each receiver counted. 200: at 3 Mbit/s that is 0.6 Gbit/s
 * @param keyRotationMin between two changes of a stream's keys because edges stopped watching
 */
public record ClusterOptions(
        String nodeId,
        Path pki,
        Set<NodeRole> roles,
        String region,
        List<Parent> parents,
        Optional<String> redis,
        Optional<Path> redisCa,
        Optional<URI> url,
        int capacity,
        Duration keyRotationMin) {
    public static final String REGION = "default";
    public static final int CAPACITY = 200;

    /** @param address where its media listens */
    public record Parent(String nodeId, HostPort address) {}

    public ClusterOptions {
        roles = Set.copyOf(roles);
        parents = List.copyOf(parents);
    }
}

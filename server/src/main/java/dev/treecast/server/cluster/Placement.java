package dev.treecast.server.cluster;

import dev.treecast.tree.pki.NodeRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which other node takes a player or a streamer. Of two nodes drawn by lot the one with fewer viewers, so that all nodes, which know the same and know it
 * late, do not send everybody to the same one.
 */
final class Placement {
    private final String region;
    private final RandomGenerator random;

    /** @param region this node's, whose nodes are near */
    Placement(String region, RandomGenerator random) {
        this.region = region;
        this.random = random;
    }

    /** Where its pages are; empty where nobody can. */
    Optional<URI> choose(NodeRole role, Iterable<NodeDirectory.Entry> nodes) {
        List<NodeDirectory.Entry> near = new ArrayList<>();
        List<NodeDirectory.Entry> far = new ArrayList<>();
        for (NodeDirectory.Entry entry : nodes) {
            if (entry.url() != null && entry.node().is(role) && !entry.node().draining()) {
                (entry.node().region().equals(region) ? near : far).add(entry);
            }
        }
        List<NodeDirectory.Entry> from = near.isEmpty() ? far : near;
        Collections.shuffle(from, java.util.Random.from(random));
        return from.stream()
                .limit(2)
                .min(Comparator.comparingInt(Placement::viewers))
                .flatMap(entry -> Optional.ofNullable(entry.url()))
                .map(URI::create);
    }

    private static int viewers(NodeDirectory.Entry entry) {
        return entry.viewers().values().stream().mapToInt(Integer::intValue).sum();
    }
}

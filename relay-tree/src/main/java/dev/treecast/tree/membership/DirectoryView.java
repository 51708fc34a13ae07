package dev.treecast.tree.membership;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a node knows of the cluster: its local copy of the directory, which goes on being readable, and growing old, while the directory
 * itself is away. Read on the thread that owns the {@link TreeNode}.
 */
public interface DirectoryView {

    /** A node by its id; empty when it is unknown or has gone. */
    Optional<NodeRecord> node(String id);

    /** The relays of a region. */
    Collection<NodeRecord> relays(String region);

    /** The node that ingests a stream: the holder of its lease. */
    Optional<String> ingestNode(String stream);

    /** The nodes that carry a stream and have the role of a relay. */
    Collection<Carrier> carriers(String stream);

    /** Parents that the operator named ({@code --parent}), the best first; where there are any, nobody else is asked. */
    default List<String> parents() {
        return List.of();
    }
}

package dev.treecast.tree.membership;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A static tree: parents that the operator named, and no directory.
 *
 * @param parents ids of nodes, the best first; empty at the root
 */
public record ParentList(List<String> parents) implements DirectoryView {

    public ParentList {
        parents = List.copyOf(parents);
    }

    @Override
    public Optional<NodeRecord> node(String id) {
        return Optional.empty();
    }

    @Override
    public Collection<NodeRecord> relays(String region) {
        return List.of();
    }

    @Override
    public Optional<String> ingestNode(String stream) {
        return Optional.empty();
    }

    @Override
    public Collection<Carrier> carriers(String stream) {
        return List.of();
    }
}

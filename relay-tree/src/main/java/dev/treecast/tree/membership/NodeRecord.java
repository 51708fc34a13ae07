package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.Set;

/**
 * A node as the directory has it.
 *
 * @param id identifier, also the subject of its certificate
 * @param region where it stands; nodes of a region are near each other
 * @param capacity how many streams it serves to children at once, each child's counted
 * @param children how many it served when it last said so
 * @param draining whether it is about to leave and takes no more
 */
public record NodeRecord(String id, String region, Set<NodeRole> roles, int capacity, int children, boolean draining) {

    public NodeRecord {
        Bounds.identifier(id);
        Bounds.identifier(region);
        roles = Set.copyOf(roles);
    }

    public boolean is(NodeRole role) {
        return roles.contains(role);
    }

    /** Children against capacity, 0 to 1. */
    double load() {
        return capacity <= 0 ? 1 : (double) children / capacity;
    }
}

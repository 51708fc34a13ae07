package dev.treecast.tree.pki;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who a node is, as the cluster's CA vouches for it.
 *
 * @param id 1 to 64 letters, digits and {@code _ . -}; unique in the cluster
 * @param roles one at least
 */
public record NodeIdentity(String id, Set<NodeRole> roles) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    public NodeIdentity {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "a node's id has 1 to 64 letters, digits and _ . -, but this is '" + id + "'");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a node needs a role");
        }
        roles = Set.copyOf(roles);
    }

    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public boolean is(NodeRole role) {
        return roles.contains(role);
    }
}

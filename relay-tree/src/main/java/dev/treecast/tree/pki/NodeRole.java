package dev.treecast.tree.pki;

import java.util.Locale;
import java.util.Optional;

/** What a node may do in the tree, as its certificate says ({@code urn:treecast:role:…} among its subject alternative names). */
public enum NodeRole {
    /** Takes publishers, and makes the keys of their streams. */
    INGEST,
    /** Forwards what it cannot read. */
    RELAY,
    /** Serves viewers, and is given the keys of the streams they watch. */
    EDGE;

    private static final String URN = "urn:treecast:role:";

    /** {@code ingest}, {@code relay} or {@code edge}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String urn() {
        return URN + label();
    }

    /** The role with this {@link #label}. */
    public static Optional<NodeRole> of(String label) {
        for (NodeRole role : values()) {
            if (role.label().equals(label)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    static Optional<NodeRole> ofUrn(String urn) {
        return urn.startsWith(URN) ? of(urn.substring(URN.length())) : Optional.empty();
    }
}

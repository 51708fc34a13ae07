package dev.treecast.server.ledger;

/** What this node holds of each stream. */
@FunctionalInterface
public interface Fence {
    /** The fencing token of this node's lease of a stream; 0 when it has none, or one that was granted while the directory was away. Any thread may ask. */
    long token(String stream);
}

package dev.treecast.tree.directory;

/** What became of a claim on a stream. */
public sealed interface Claim {

    /**
     * The stream is ours.
     *
     * @param token fencing token; 0 when provisional
     * @param provisional granted while the store was away; it may be lost when the store is back
     */
    record Won(long token, boolean provisional) implements Claim {}

    /** Somebody else publishes it at another node. */
    record Held(String by) implements Claim {}
}

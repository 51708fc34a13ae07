package dev.treecast.tree.node;

/** What a node tells the directory of itself. Called on the node's control loop; must not block. */
public interface Announcements {
    /** Told to nobody. */
    Announcements NONE = new Announcements() {};

    /**
     * This node can serve a stream.
     *
     * @param depth links to its ingest node
     */
    default void carrying(String stream, int depth) {}

    /** It no longer can. */
    default void notCarrying(String stream) {}

    /** The publisher of a stream here has gone. */
    default void unpublished(String stream) {}
}

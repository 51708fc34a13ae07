package dev.treecast.tree.node;

/** Takes in what other nodes send beside media. Called on the control loop; must not block. */
public interface Parcels {
    /** Takes nothing. */
    Parcels NONE = new Parcels() {};

    /** Something of a child's viewers came up. */
    default void up(String stream, String child, byte[] body) {}

    /** Something for viewers came down; it was passed on to the children already. */
    default void down(String stream, byte[] body) {}

    /** A stream comes from another parent than before: what was sent up last may have been lost. */
    default void moved(String stream) {}
}

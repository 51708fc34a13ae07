package dev.treecast.tree.directory;

/** Hears what is new in the directory, on the directory's executor. Must not block; may call the directory. */
public interface DirectoryListener {

    /** A stream is ingested by another node than before, or by none any more. */
    default void streamChanged(String stream) {}

    /** A node came, went, or says something new of itself; {@link Directory#node} has what is so now. */
    default void nodeChanged(String id) {}

    /** Our claim on a stream has gone to another node: its publisher here is to be ended. */
    default void claimLost(String stream) {}
}

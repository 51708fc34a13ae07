package dev.treecast.tree.keys;

import java.util.List;

/** What an edge says about a stream's keys to its ingest node: signed by its certificate, and of a time, so that nobody else says it, nor says it again. */
sealed interface EdgeMessage permits KeyRequest, KeyRelease {
    String stream();

    /** Milliseconds since 1970; each of a node's messages has a later one. */
    long timeMs();

    /** The edge's certificate first, each in DER. */
    List<byte[]> chainDer();

    byte[] signature();

    byte[] signedPart();
}

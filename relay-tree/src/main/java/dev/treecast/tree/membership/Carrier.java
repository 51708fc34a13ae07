package dev.treecast.tree.membership;

/**
 * A node that carries a stream and serves it, as the directory has it.
 *
 * @param node its id
 * @param depth how many links it is below the stream's ingest node, which is 0
 */
public record Carrier(String node, int depth) {}

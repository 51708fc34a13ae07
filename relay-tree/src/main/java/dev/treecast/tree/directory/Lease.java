package dev.treecast.tree.directory;

/**
 * Who ingests a stream.
 *
 * @param node the ingest node
 * @param principal who publishes; the same one may move to another node
 * @param token fencing token, larger for each new holder; 0 while it was granted without the store
 */
public record Lease(String node, String principal, long token) {}

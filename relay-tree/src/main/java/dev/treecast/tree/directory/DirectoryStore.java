package dev.treecast.tree.directory;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where a cluster's directory is kept. No call blocks; each fails its stage, within seconds, with a {@link StoreException} when the store is away. Stages may complete on any
 * thread.
 */
public interface DirectoryStore extends AutoCloseable {

    /** Everything that has not expired: nodes' entries as JSON by id, leases by stream. */
    record Contents(Map<String, String> nodes, Map<String, Lease> leases) {}

    /** Reads everything. */
    CompletionStage<Contents> read();

    /** Writes a node's entry, which expires unless it is written again. */
    CompletionStage<?> putNode(String id, String json, long ttlMs);

    /** Removes a node's entry. */
    CompletionStage<?> removeNode(String id);

    /**
     * Takes a free stream, or one that the same principal publishes elsewhere, with a new token. A holder that claims again keeps its token.
     *
     * @return the lease after it, ours or another's
     */
    CompletionStage<Lease> claim(String stream, String node, String principal, long ttlMs);

    /**
     * Prolongs a lease of this node and token. One that had expired and that nobody took since is given again.
     *
     * @return the lease after it, ours or another's
     */
    CompletionStage<Lease> renew(String stream, Lease lease, long ttlMs);

    /** Gives a lease back, where it is still this one. */
    CompletionStage<?> release(String stream, Lease lease);

    /** Calls when something was changed by anybody; may be late or missing. On any thread. */
    void onChange(Runnable changed);

    @Override
    void close();
}

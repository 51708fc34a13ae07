/** Who is in the cluster and which node ingests which stream: a store of leases, and each node's own copy that outlives the store's outages. */
@NullMarked
package dev.treecast.tree.directory;

import org.jspecify.annotations.NullMarked;

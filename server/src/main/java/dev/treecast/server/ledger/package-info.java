/**
 * The ledger of a cluster, in Redis.
 */
@NullMarked
package dev.treecast.server.ledger;

import org.jspecify.annotations.NullMarked;

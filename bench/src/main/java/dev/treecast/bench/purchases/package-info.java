/**
 * Purchases while the server is killed again and again, and the books compared at the end.
 */
@NullMarked
package dev.treecast.bench.purchases;

import org.jspecify.annotations.NullMarked;

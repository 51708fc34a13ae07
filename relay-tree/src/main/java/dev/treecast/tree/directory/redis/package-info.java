/** The directory's store in Redis 6 and later: standalone, Sentinel or Cluster. */
@NullMarked
package dev.treecast.tree.directory.redis;

import org.jspecify.annotations.NullMarked;

/** {@code treecast cluster-demo}: a cluster of processes on loopback addresses, with a Redis of its own. */
@NullMarked
package dev.treecast.server.clusterdemo;

import org.jspecify.annotations.NullMarked;

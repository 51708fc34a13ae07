/**
 * This process as a node of a cluster: its certificate, the directory, the relay tree, and where to send players and streamers that had better be
 * elsewhere.
 */
@NullMarked
package dev.treecast.server.cluster;

import org.jspecify.annotations.NullMarked;

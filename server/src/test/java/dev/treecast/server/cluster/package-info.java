/** Tests of a node's reports. */
@NullMarked
package dev.treecast.server.cluster;

import org.jspecify.annotations.NullMarked;

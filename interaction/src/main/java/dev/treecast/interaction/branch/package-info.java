/**
 * A show whose viewers are at other nodes: the branch at an edge, the trunk at the stream's ingest node, and what crosses between them. Pure.
 */
@NullMarked
package dev.treecast.interaction.branch;

import org.jspecify.annotations.NullMarked;

/**
 * The limit: what a packet costs an ideal edge in C, and what it costs the bare loop of our own send path, side by side.
 */
@NullMarked
package dev.treecast.bench.limit;

import org.jspecify.annotations.NullMarked;

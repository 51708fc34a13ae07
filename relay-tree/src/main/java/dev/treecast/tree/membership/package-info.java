/**
 * The self-forming tree: which node takes a stream from which, what neighbours say to each other about it, and what happens when one falls
 * silent. No I/O, no clock, no randomness of its own; real nodes and the simulator run the same classes.
 */
@NullMarked
package dev.treecast.tree.membership;

import org.jspecify.annotations.NullMarked;

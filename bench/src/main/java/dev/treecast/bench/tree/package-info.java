/**
 * The tree at scale, in virtual time: ten thousand nodes that are real {@code TreeNode}s, millions of viewers, and what goes wrong; all of it out
 * of a seed.
 */
@NullMarked
package dev.treecast.bench.tree;

import org.jspecify.annotations.NullMarked;

/**
 * The certificates that make a process a node of a cluster: who issues them, what they say, and whether to believe them.
 */
@NullMarked
package dev.treecast.tree.pki;

import org.jspecify.annotations.NullMarked;

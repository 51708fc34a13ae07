/** A node at work: what {@code tree.membership} decides, done with the links of {@code tree.link} and the streams of {@code tree}. */
@NullMarked
package dev.treecast.tree.node;

import org.jspecify.annotations.NullMarked;

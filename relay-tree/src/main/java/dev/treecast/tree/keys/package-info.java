/**
 * How edges come by the keys of a live stream: signed requests up the tree, sealed and signed answers down, and their rotation. See
 * docs/protocols/sframe.md.
 */
@NullMarked
package dev.treecast.tree.keys;

import org.jspecify.annotations.NullMarked;

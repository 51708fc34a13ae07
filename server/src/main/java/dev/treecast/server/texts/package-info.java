/**
 * Text hooks: what reads viewers' texts before the game does. A list of words, an endpoint of the operator's, or one after the other.
 */
@NullMarked
package dev.treecast.server.texts;

import org.jspecify.annotations.NullMarked;

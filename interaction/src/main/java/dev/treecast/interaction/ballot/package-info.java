/**
 * Polls: rounds, one ballot per principal, closing by what was seen. Pure.
 */
@NullMarked
package dev.treecast.interaction.ballot;

import org.jspecify.annotations.NullMarked;

/**
 * Viewers' input: limits, folding into summaries, and merging summaries so that each input counts once. Pure.
 */
@NullMarked
package dev.treecast.interaction.input;

import org.jspecify.annotations.NullMarked;

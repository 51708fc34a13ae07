/**
 * One stream's show: viewers, game, input, polls, purchases, moderation. No I/O, no clock.
 */
@NullMarked
package dev.treecast.interaction.show;

import org.jspecify.annotations.NullMarked;

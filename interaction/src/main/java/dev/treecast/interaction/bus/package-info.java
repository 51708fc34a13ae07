/**
 * The bus as its surroundings see it: carriers bring messages in, outboxes take them out, one owner runs it all.
 */
@NullMarked
package dev.treecast.interaction.bus;

import org.jspecify.annotations.NullMarked;

/**
 * The interaction bus: what viewers do reaches the game, what the game says reaches viewers. It starts with this
 * page; see docs/architecture.md.
 */
@NullMarked
package dev.treecast.interaction;

import org.jspecify.annotations.NullMarked;

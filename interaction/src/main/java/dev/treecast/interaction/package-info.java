/**
 * The interaction bus: what viewers do reaches the game, what the game says reaches viewers. {@code bus} is its face, {@code show} one stream's session, and
 * the others are pure; see docs/interaction/concepts.md.
 */
@NullMarked
package dev.treecast.interaction;

import org.jspecify.annotations.NullMarked;

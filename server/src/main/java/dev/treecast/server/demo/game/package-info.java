/**
 * The game of {@code treecast demo}: what the Java SDK makes of a few lines.
 */
@NullMarked
package dev.treecast.server.demo.game;

import org.jspecify.annotations.NullMarked;

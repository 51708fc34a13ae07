/**
 * What a game is sent, by a small and by a large audience.
 */
@NullMarked
package dev.treecast.bench.traffic;

import org.jspecify.annotations.NullMarked;

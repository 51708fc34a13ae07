/**
 * The game's side of a Treecast show: declare controls, hear what viewers do with them, tell viewers what happens. Begin at
 * {@link dev.treecast.sdk.Show#connect}.
 */
@NullMarked
package dev.treecast.sdk;

import org.jspecify.annotations.NullMarked;

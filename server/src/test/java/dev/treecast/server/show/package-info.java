/**
 * Whole shows over real WebSockets against a whole server.
 */
@NullMarked
package dev.treecast.server.show;

import org.jspecify.annotations.NullMarked;

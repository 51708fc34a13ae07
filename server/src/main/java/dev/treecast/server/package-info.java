/**
 * Puts the roles together into one program: wiring and command line.
 */
@NullMarked
package dev.treecast.server;

import org.jspecify.annotations.NullMarked;

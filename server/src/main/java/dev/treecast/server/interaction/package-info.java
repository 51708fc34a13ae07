/**
 * The interaction bus in this process: the one thread that owns it, and what carriers of messages hold of it.
 */
@NullMarked
package dev.treecast.server.interaction;

import org.jspecify.annotations.NullMarked;

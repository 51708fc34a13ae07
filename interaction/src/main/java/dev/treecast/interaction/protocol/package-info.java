/**
 * What goes over the wire: error codes, JSON within bounds, and the binary layouts of docs/interaction/protocol.md. Pure.
 */
@NullMarked
package dev.treecast.interaction.protocol;

import org.jspecify.annotations.NullMarked;

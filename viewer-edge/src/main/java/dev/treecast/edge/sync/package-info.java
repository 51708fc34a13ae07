/** What one viewer of a synchronized stream says and is told. No I/O, no clock, nothing of the edge. */
@NullMarked
package dev.treecast.edge.sync;

import org.jspecify.annotations.NullMarked;

/** Whole broadcasts in simulated time: WHIP in, WHEP out, over a network that loses, reorders and duplicates, from a seed. */
@NullMarked
package dev.treecast.server.broadcast;

import org.jspecify.annotations.NullMarked;

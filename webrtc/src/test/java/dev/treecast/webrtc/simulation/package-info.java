/** A network and its loops in simulated time, from a seed: whole broadcasts run in it, and every failure replays. */
@NullMarked
package dev.treecast.webrtc.simulation;

import org.jspecify.annotations.NullMarked;

/**
 * Janus, as a peer to be compared with: its REST signaling in a viewer's role, and the plain RTP that feeds it.
 */
@NullMarked
package dev.treecast.bench.janus;

import org.jspecify.annotations.NullMarked;

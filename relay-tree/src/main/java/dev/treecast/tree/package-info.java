/**
 * What a live stream is (tracks, packets, the retransmission ring, keyframe requests) and the hub that hands its
 * packets to the loops that want them.
 */
@NullMarked
package dev.treecast.tree;

import org.jspecify.annotations.NullMarked;

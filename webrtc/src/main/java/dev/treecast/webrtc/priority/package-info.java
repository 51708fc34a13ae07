/**
 * Which threads stand back: whatever computes for long beside the media loops, which must wake up on time.
 */
@NullMarked
package dev.treecast.webrtc.priority;

import org.jspecify.annotations.NullMarked;

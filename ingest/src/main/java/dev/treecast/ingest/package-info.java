/**
 * WHIP: the session of a publisher, its loss repair, keyframe requests and bandwidth feedback.
 */
@NullMarked
package dev.treecast.ingest;

import org.jspecify.annotations.NullMarked;

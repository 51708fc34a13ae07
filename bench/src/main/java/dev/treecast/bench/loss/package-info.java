/** What is left of losses after repair, in virtual time: the server's own decisions, a lossy path, and a viewer who asks as libwebrtc does. */
@NullMarked
package dev.treecast.bench.loss;

import org.jspecify.annotations.NullMarked;

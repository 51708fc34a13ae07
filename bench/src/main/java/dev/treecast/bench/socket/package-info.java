/**
 * Viewers and games of measurements that speak docs/interaction/protocol.md by hand, over WebSockets.
 */
@NullMarked
package dev.treecast.bench.socket;

import org.jspecify.annotations.NullMarked;

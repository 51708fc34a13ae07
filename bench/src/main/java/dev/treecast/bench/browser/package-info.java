/**
 * Chromium as a viewer and as a publisher: started here, spoken to over its own protocol, and read by its statistics and by the RTP that it says it
 * received.
 */
@NullMarked
package dev.treecast.bench.browser;

import org.jspecify.annotations.NullMarked;

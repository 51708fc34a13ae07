/**
 * What real viewers get over bad networks, of Treecast and of Janus: scenarios, each of which sets its own servers up, and what they find.
 */
@NullMarked
package dev.treecast.bench.network;

import org.jspecify.annotations.NullMarked;

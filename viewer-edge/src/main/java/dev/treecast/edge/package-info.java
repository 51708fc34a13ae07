/**
 * WHEP: the sessions of viewers, the fan-out to them, retransmission service and the splice across publisher
 * sessions.
 */
@NullMarked
package dev.treecast.edge;

import org.jspecify.annotations.NullMarked;

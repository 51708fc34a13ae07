/** Which lost packets a viewer is sent again, how often, and when it is too late. No I/O, no clock, nothing of the edge. */
@NullMarked
package dev.treecast.edge.repair;

import org.jspecify.annotations.NullMarked;

/**
 * A server and a swarm, set up and read: what every measurement with real viewers has in common.
 */
@NullMarked
package dev.treecast.bench.rig;

import org.jspecify.annotations.NullMarked;

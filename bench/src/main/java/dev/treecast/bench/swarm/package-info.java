/**
 * The swarm: real viewers and publishers in a process of their own, which counts and checks what they receive.
 */
@NullMarked
package dev.treecast.bench.swarm;

import org.jspecify.annotations.NullMarked;

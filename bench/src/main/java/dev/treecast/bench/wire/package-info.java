/**
 * A bad network between two network namespaces, in user space: a TUN device at each end, and what a packet meets in between. The kernels of many
 * machines have no netem.
 */
@NullMarked
package dev.treecast.bench.wire;

import org.jspecify.annotations.NullMarked;

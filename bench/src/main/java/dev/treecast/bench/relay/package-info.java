/**
 * What a relay costs and how long packets take through it: a real relay process between nodes of this process, which publish, watch and read the same
 * clock.
 */
@NullMarked
package dev.treecast.bench.relay;

import org.jspecify.annotations.NullMarked;

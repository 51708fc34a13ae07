/**
 * The laboratory of a measurement: network namespaces, the processes in them, and what the kernel says of them.
 */
@NullMarked
package dev.treecast.bench.lab;

import org.jspecify.annotations.NullMarked;

/**
 * The benchmarks' command line: {@code ./treecast bench}, a class per measurement.
 */
@NullMarked
package dev.treecast.bench;

import org.jspecify.annotations.NullMarked;

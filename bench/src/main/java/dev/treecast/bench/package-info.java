/**
 * Benchmarks and yardsticks; see docs/architecture.md for what comes here.
 */
@NullMarked
package dev.treecast.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Micro-benchmarks (JMH): what single steps of a packet's way cost, without sockets. {@code ./treecast bench jmh} runs them.
 */
@NullMarked
package dev.treecast.bench.micro;

import org.jspecify.annotations.NullMarked;

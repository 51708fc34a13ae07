package dev.treecast.bench.lab;

/**
 * What a JVM says of itself, bytes.
 *
 * @param allocated on the heap by all threads since its start
 * @param heapUsed with what is garbage already
 * @param heapCommitted that the heap has of the system
 * @param directBuffers capacity of those it counts; Netty's own are not among them, but in the resident set
 */
public record JvmSample(long allocated, long heapUsed, long heapCommitted, long directBuffers) {}

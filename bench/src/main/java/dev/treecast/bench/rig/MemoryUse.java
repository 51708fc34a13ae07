package dev.treecast.bench.rig;

/**
 * A server's memory, bytes.
 *
 * @param residentRunning its resident set as it ran
 * @param resident its resident set after a collection
 * @param heapLive its heap after a collection
 * @param heapCommitted what the heap has of the system then: most of it is resident and free
 * @param directBuffers those that the JVM counts
 */
public record MemoryUse(long residentRunning, long resident, long heapLive, long heapCommitted, long directBuffers) {}

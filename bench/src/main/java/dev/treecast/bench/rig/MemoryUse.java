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
public record MemoryUse(long residentRunning, long resident, long heapLive, long heapCommitted, long directBuffers) {

    /**
     * The resident set without what is free in the heap. The JVM lets its heap grow in steps and keeps what it has, so the plain resident set tells of its
     * habits as much as of viewers.
     */
    public long used() {
        return resident - heapCommitted + heapLive;
    }
}

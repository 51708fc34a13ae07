package dev.treecast.ingest;

/** The least of the values of the last while: between one and two windows back. */
final class WindowMinimum {
    private static final long NONE = Long.MAX_VALUE;

    private final long windowNs;
    private long startNs;
    private long before = NONE;
    private long now = NONE;

    WindowMinimum(long windowNs) {
        this.windowNs = windowNs;
    }

    void add(long value, long nowNs) {
        if (now == NONE) {
            startNs = nowNs;
        } else if (nowNs - startNs >= windowNs) {
            before = now;
            now = NONE;
            startNs = nowNs;
        }
        now = Math.min(now, value);
    }

    boolean isEmpty() {
        return now == NONE;
    }

    /** Only where there is one. */
    long get() {
        return Math.min(before, now);
    }
}

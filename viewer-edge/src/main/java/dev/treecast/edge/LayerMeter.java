package dev.treecast.edge;

import java.util.Arrays;

/** What a layer takes of a path: bits a second over the last windows of half a second, and whether anything comes at all. */
final class LayerMeter {
    private static final long WINDOW_NS = 500_000_000;

    /** A keyframe may be a second's worth: the rate is that of so many windows. */
    private static final int WINDOWS = 8;

    /** An encoder that makes less than three pictures a second has paused the layer. */
    private static final long SILENCE_NS = 700_000_000;

    private static final long SETTLED_NS = 1_000_000_000;

    /** RTP, SRTP, UDP and IP headers, on average. */
    static final int OVERHEAD_BYTES = 12 + 16 + 8 + 20;

    private final long[] bytes = new long[WINDOWS];
    private long startedNs;
    private long lastNs;
    private long windowStartNs;
    private int window;
    private boolean any;

    /** Another publication begins. */
    void restart() {
        any = false;
    }

    void packet(long nowNs, int payloadBytes) {
        if (!any) {
            any = true;
            startedNs = nowNs;
            windowStartNs = nowNs;
            Arrays.fill(bytes, 0);
        }
        turn(nowNs);
        bytes[window] += payloadBytes + OVERHEAD_BYTES;
        lastNs = Math.max(lastNs, nowNs);
    }

    private void turn(long nowNs) {
        if (nowNs - windowStartNs >= WINDOW_NS * WINDOWS * 2) {
            Arrays.fill(bytes, 0);
            windowStartNs = nowNs;
        }
        while (nowNs - windowStartNs >= WINDOW_NS) {
            windowStartNs += WINDOW_NS;
            window = (window + 1) % WINDOWS;
            bytes[window] = 0;
        }
    }

    /** Whether anything has come. */
    boolean hasBegun() {
        return any;
    }

    /** Whether packets come. */
    boolean isActive(long nowNs) {
        return any && nowNs - lastNs < SILENCE_NS;
    }

    /** Whether packets have come for long enough to tell a rate from a keyframe. */
    boolean isSettled(long nowNs) {
        return any && nowNs - startedNs >= SETTLED_NS;
    }

    /** {@link #bitrateBps} when the last packet came. */
    long lastBps() {
        return any ? bitrateBps(lastNs) : 0;
    }

    /** Bits a second, headers included; 0 while nothing comes. */
    long bitrateBps(long nowNs) {
        if (!isActive(nowNs)) {
            return 0;
        }
        turn(nowNs);
        long sum = 0;
        for (long each : bytes) {
            sum += each;
        }
        long spanNs = Math.min(nowNs - startedNs, nowNs - windowStartNs + WINDOW_NS * (WINDOWS - 1));
        return sum * 8_000_000L / Math.max(spanNs, WINDOW_NS) * 1_000L;
    }
}

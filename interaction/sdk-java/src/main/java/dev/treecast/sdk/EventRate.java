package dev.treecast.sdk;

/**
 * Keeps a game's events and cues within what the protocol allows, 100 a second and 200 at once, less a margin for what the network bunches up: the third
 * excess in a minute would cost the connection.
 */
final class EventRate {
    private static final double PER_SECOND = 95;
    private static final double AT_ONCE = 180;

    private double left = AT_ONCE;
    private long lastNs;
    private boolean begun;

    /** Whether one more may be sent now. */
    boolean take(long nowNs) {
        if (begun) {
            left = Math.min(AT_ONCE, left + (nowNs - lastNs) * PER_SECOND / 1e9);
        }
        begun = true;
        lastNs = nowNs;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}

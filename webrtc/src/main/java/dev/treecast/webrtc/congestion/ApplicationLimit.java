package dev.treecast.webrtc.congestion;

/**
 * Whether less is sent than the estimate allows (libwebrtc's application limited region): a budget that fills at 65 % of the estimate and is used by
 * what is sent, kept to half a second of either sign. Nearly full means limited.
 */
final class ApplicationLimit {
    private static final double USAGE = 0.65;
    private static final double WINDOW_S = 0.5;
    private static final double BEGIN = 0.8;
    private static final double END = 0.5;

    private boolean started;
    private long lastNs;
    private double budgetBytes;
    private boolean limited;

    void sent(long nowNs, int bytes, double estimateBps) {
        if (started) {
            double rate = estimateBps * USAGE / 8;
            double bytesMax = rate * WINDOW_S;
            budgetBytes = Math.max(budgetBytes - bytes, -bytesMax);
            budgetBytes = Math.min(budgetBytes + rate * Math.max(0, nowNs - lastNs) / 1e9, bytesMax);
            if (budgetBytes > BEGIN * bytesMax) {
                limited = true;
            } else if (budgetBytes < END * bytesMax) {
                limited = false;
            }
        }
        started = true;
        lastNs = nowNs;
    }

    boolean isLimited() {
        return limited;
    }
}

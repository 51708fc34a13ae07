package dev.treecast.interaction.input;

/** So many a second, with a burst. Counts in nanoseconds of credit, so that nothing is lost to rounding. */
public final class TokenBucket {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long costNs;
    private final long creditNsMax;
    private long creditNs;
    private long lastNs;

    public TokenBucket(long nowNs, long perSecond, long burst) {
        costNs = SECOND_NS / perSecond;
        creditNsMax = burst * costNs;
        creditNs = creditNsMax;
        lastNs = nowNs;
    }

    /** Takes so many tokens, or none. */
    public boolean take(long nowNs, long tokens) {
        creditNs = Math.min(creditNsMax, creditNs + Math.max(0, nowNs - lastNs));
        lastNs = Math.max(lastNs, nowNs);
        if (creditNs < tokens * costNs) {
            return false;
        }
        creditNs -= tokens * costNs;
        return true;
    }

    /** Milliseconds until one token is there, at least 1. */
    public long retryAfterMs() {
        return Math.max(1, (costNs - creditNs + 999_999) / 1_000_000);
    }
}

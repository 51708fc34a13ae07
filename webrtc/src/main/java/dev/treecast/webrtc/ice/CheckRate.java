package dev.treecast.webrtc.ice;

/** A token bucket that holds one second's worth. Integer arithmetic: a nanosecond is worth {@code perSecond} credits. */
final class CheckRate {
    private static final long CREDITS_PER_CHECK = 1_000_000_000L;

    private final long perSecond;
    private long credits;
    private long updatedNs;

    CheckRate(int perSecond, long nowNs) {
        this.perSecond = perSecond;
        credits = perSecond * CREDITS_PER_CHECK;
        updatedNs = nowNs;
    }

    boolean take(long nowNs) {
        // A second fills the bucket: anything longer is a second, which also keeps the product from overflowing.
        long elapsedNs = Math.clamp(nowNs - updatedNs, 0, CREDITS_PER_CHECK);
        credits = Math.min(credits + elapsedNs * perSecond, perSecond * CREDITS_PER_CHECK);
        updatedNs = nowNs;
        if (credits < CREDITS_PER_CHECK) {
            return false;
        }
        credits -= CREDITS_PER_CHECK;
        return true;
    }
}

package dev.treecast.webrtc.congestion;

/**
 * Bounds of an estimate.
 *
 * @param startBps bit/s assumed before anything is known: 1 Mbit/s, a modest 720p
 * @param bitrateBpsMin bit/s never gone below: 100 kbit/s, sound and a picture that is just worth its name
 * @param bitrateBpsMax bit/s never gone above: 50 Mbit/s, more than any layer takes
 */
public record EstimatorOptions(long startBps, long bitrateBpsMin, long bitrateBpsMax) {
    public EstimatorOptions {
        if (bitrateBpsMin <= 0 || startBps < bitrateBpsMin || bitrateBpsMax < startBps) {
            throw new IllegalArgumentException("needs 0 < bitrateBpsMin <= startBps <= bitrateBpsMax");
        }
    }

    public static EstimatorOptions defaults() {
        return new EstimatorOptions(1_000_000L, 100_000L, 50_000_000L);
    }

    double clamp(double bps) {
        // A number that is none (0 / 0) must not get further than here.
        return Double.isNaN(bps) ? bitrateBpsMin : Math.clamp(bps, (double) bitrateBpsMin, (double) bitrateBpsMax);
    }
}

package dev.treecast.edge;

/**
 * How a viewer's picture starts. Times are nanoseconds.
 *
 * @param ageNsMax an older keyframe starts nobody, the publisher is asked for another: 2 s, as long as most encoders for broadcasts leave between two
 * @param burstBytes are sent at once: 12,000, as much as every TCP connection begins with (RFC 6928)
 * @param pace the viewer is sent what it has to catch up on at so many times the rate of the layer: 2
 * @param keyframeNsMax the keyframe is out after so long, whatever pace that takes: 30 ms, as fast as every keyframe of the stream leaves. Until then there is no picture
 * @param layerKeyframeNsMax the same where there are layers to choose from, so that paths are known to carry little more than the layer: 150 ms
 * @param drainNsMax the viewer has caught up after so long, likewise: 2.5 s
 * @param paceBpsMin no viewer's path is thought to carry less: 500 kbit/s
 */
public record StartOptions(
        long ageNsMax,
        int burstBytes,
        double pace,
        long keyframeNsMax,
        long layerKeyframeNsMax,
        long drainNsMax,
        long paceBpsMin) {
    public StartOptions {
        if (ageNsMax < 0 || burstBytes < 0 || pace <= 1 || keyframeNsMax <= 0 || drainNsMax <= 0 || paceBpsMin <= 0) {
            throw new IllegalArgumentException("no such start");
        }
    }

    public static StartOptions defaults() {
        return new StartOptions(2_000_000_000L, 12_000, 2, 30_000_000L, 150_000_000L, 2_500_000_000L, 500_000);
    }
}

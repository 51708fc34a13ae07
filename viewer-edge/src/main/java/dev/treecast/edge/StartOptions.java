package dev.treecast.edge;

/**
 * How a viewer's picture starts. Times are nanoseconds.
 *
 * @param ageNsMax an older keyframe starts nobody, the publisher is asked for another: 2 s, as long as most encoders for broadcasts leave between two
 * @param burstBytes are sent at once: 12,000, as much as every TCP connection begins with (RFC 6928)
 * @param keyframeBpsMin the rest of the keyframe, without which there is no picture, goes so fast or faster: 24 Mbit/s, as every keyframe of the stream
 * @param keyframeNsMax it is out after so long, likewise: 30 ms
 * @param layerKeyframeNsMax the same where there are layers to choose from, so that paths are known to carry little more than the layer: 150 ms, and no faster
 * @param pace what followed the keyframe is sent at so many times the rate of the layer: 2
 * @param drainNsMax the viewer has caught up after so long, whatever pace that takes: 2.5 s
 * @param paceBpsMin no viewer's path is thought to carry less: 500 kbit/s
 */
public record StartOptions(
        long ageNsMax,
        int burstBytes,
        long keyframeBpsMin,
        long keyframeNsMax,
        long layerKeyframeNsMax,
        double pace,
        long drainNsMax,
        long paceBpsMin) {
    public StartOptions {
        if (ageNsMax < 0
                || burstBytes < 0
                || keyframeBpsMin <= 0
                || keyframeNsMax <= 0
                || layerKeyframeNsMax <= 0
                || pace <= 1
                || drainNsMax <= 0
                || paceBpsMin <= 0) {
            throw new IllegalArgumentException("no such start");
        }
    }

    public static StartOptions defaults() {
        return new StartOptions(
                2_000_000_000L, 12_000, 24_000_000, 30_000_000L, 150_000_000L, 2, 2_500_000_000L, 500_000);
    }
}

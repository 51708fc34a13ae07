package dev.treecast.edge;

import dev.treecast.webrtc.rtp.PacketLayer;
import java.util.Arrays;

/** Which layers of a scalable stream have come of late. SDP does not say what an encoder makes, and it changes that as its own bandwidth does. */
final class SeenLayers {
    private static final int LAYERS_MAX = 8;

    /** Several pictures of the rarest layer, at the lowest rate that is worth showing. */
    private static final long AGE_NS_MAX = 1_500_000_000L;

    /** Before any time, and no overflow away from it. */
    private static final long NEVER_NS = Long.MIN_VALUE / 2;

    private final long[] spatialNs = new long[LAYERS_MAX];
    private final long[] temporalNs = new long[LAYERS_MAX];
    private long newestNs = NEVER_NS;
    private boolean scalable;

    SeenLayers() {
        Arrays.fill(spatialNs, NEVER_NS);
        Arrays.fill(temporalNs, NEVER_NS);
    }

    void packet(PacketLayer layer, long arrivedNs) {
        newestNs = Math.max(newestNs, arrivedNs);
        if (layer.isKnown()) {
            spatialNs[layer.spatial()] = arrivedNs;
            temporalNs[layer.temporal()] = arrivedNs;
            scalable |= layer.spatial() > 0 || layer.temporal() > 0;
        }
    }

    /** Whether there ever was more than one. */
    boolean isScalable() {
        return scalable;
    }

    int spatialMax() {
        return highest(spatialNs);
    }

    int temporalMax() {
        return highest(temporalNs);
    }

    private int highest(long[] seenNs) {
        for (int layer = LAYERS_MAX - 1; layer > 0; layer--) {
            if (newestNs - seenNs[layer] <= AGE_NS_MAX && seenNs[layer] != NEVER_NS) {
                return layer;
            }
        }
        return 0;
    }
}

package dev.treecast.tree.link;

import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.webrtc.rtcp.ApplicationDefined;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import org.jspecify.annotations.Nullable;

/**
 * What viewers at a node and below it need to see a stream together, from a child to its parent: an RTCP packet of type APP, named {@code NEED}, about the SSRC of
 * one track of the stream. It holds {@link NeedCounts#STEPS} counts of 4 bytes, the shortest need first.
 */
final class LinkAudience {
    private static final String NAME = "NEED";

    private LinkAudience() {}

    static ApplicationDefined write(int ssrc, NeedCounts needs) {
        byte[] data = new byte[NeedCounts.STEPS * Integer.BYTES];
        for (int i = 0; i < NeedCounts.STEPS; i++) {
            NetworkOrder.put32(data, i * Integer.BYTES, needs.count(i));
        }
        return new ApplicationDefined(ssrc, NAME, data);
    }

    /** Null where it is something else, or nothing that can be. */
    static @Nullable NeedCounts read(ApplicationDefined said) {
        byte[] data = said.data();
        if (!said.name().equals(NAME) || data.length != NeedCounts.STEPS * Integer.BYTES) {
            return null;
        }
        int[] counts = new int[NeedCounts.STEPS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = NetworkOrder.int32(data, i * Integer.BYTES);
            if (counts[i] < 0) {
                return null;
            }
        }
        return NeedCounts.of(counts);
    }
}

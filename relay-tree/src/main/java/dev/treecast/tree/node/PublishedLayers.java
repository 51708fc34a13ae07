package dev.treecast.tree.node;

import dev.treecast.tree.Publication;
import dev.treecast.tree.membership.TreeMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layers of a publication of this process: says what is sent of each, when there is something new to say. */
final class PublishedLayers {
    /** Between two messages at least. */
    private static final long INTERVAL_NS = 1_000_000_000L;

    /** A rate that differs by less than this share of the larger is no news: an encoder's rate wanders by as much from second to second. */
    private static final int SHARE = 8;

    private final Publication publication;
    private final String id;
    private final List<Integer> tracks;
    private List<Long> told = List.of();
    private long toldNs;

    PublishedLayers(Publication publication, String id) {
        this.publication = publication;
        this.id = id;
        this.tracks = publication.videoTracks();
    }

    /** What to tell all below now; null when there is nothing new, it was told a moment ago, or there are no layers to choose from. */
    TreeMessage.@Nullable LayerRates news(long nowNs) {
        if (tracks.size() < 2 || (!told.isEmpty() && nowNs - toldNs < INTERVAL_NS)) {
            return null;
        }
        List<Long> now = tracks.stream()
                .map(track -> Math.min(publication.bitrateBps(track), TreeMessage.LayerRates.RATE_MAX))
                .toList();
        if (!differs(now)) {
            return null;
        }
        told = now;
        toldNs = nowNs;
        return new TreeMessage.LayerRates(publication.stream().name(), id, now);
    }

    private boolean differs(List<Long> now) {
        if (told.isEmpty()) {
            return now.stream().anyMatch(rate -> rate != Publication.UNKNOWN_BITRATE);
        }
        for (int i = 0; i < now.size(); i++) {
            long one = told.get(i);
            long other = now.get(i);
            boolean began = one <= 0 || other <= 0;
            if (began ? one != other : Math.abs(one - other) * SHARE > Math.max(one, other)) {
                return true;
            }
        }
        return false;
    }
}

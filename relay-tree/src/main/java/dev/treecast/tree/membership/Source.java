package dev.treecast.tree.membership;

import java.util.List;

/**
 * Where a stream comes from.
 *
 * @param publication names one publication of the stream; another one begins with other sequence numbers, SSRCs and keys
 * @param path from the ingest node to the parent; empty at the ingest node itself
 */
public record Source(String publication, List<TrackDescription> tracks, List<String> path) {

    public Source {
        tracks = List.copyOf(tracks);
        path = List.copyOf(path);
    }
}

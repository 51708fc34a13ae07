package dev.treecast.edge;

import dev.treecast.tree.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes the media of a stream from its publication's tracks: layers that follow each other are one medium. */
final class EdgeMedia {
    private EdgeMedia() {}

    static List<EdgeMedium> of(List<Track> tracks, RandomGenerator random, EdgeOptions options) {
        List<EdgeMedium> media = new ArrayList<>();
        int first = 0;
        int part = tracks.size();
        while (first < tracks.size()) {
            int next = first + 1;
            while (next < tracks.size() && areLayers(tracks.get(first), tracks.get(next))) {
                next++;
            }
            EdgeMedium medium =
                    new EdgeMedium(first, tracks.subList(first, next), part, source(random), source(random), options);
            media.add(medium);
            part += medium.layers.size() - medium.published.size();
            first = next;
        }
        return List.copyOf(media);
    }

    private static boolean areLayers(Track first, Track next) {
        return first.isLayer() && next.isLayer() && first.codec() == next.codec();
    }

    private static int source(RandomGenerator random) {
        return random.nextInt(1, Integer.MAX_VALUE);
    }
}

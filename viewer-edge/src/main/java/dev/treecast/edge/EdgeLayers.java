package dev.treecast.edge;

import dev.treecast.webrtc.peer.LoopSession;
import java.util.Comparator;
import java.util.List;

/** The layers of all media of a stream on one loop. */
final class EdgeLayers {
    /** The publication's tracks. */
    final List<EdgeTrack> tracks;
    /** The tracks and parts of them, each at its index. */
    final List<EdgeTrack> all;

    private final List<EdgeMedium> media;

    EdgeLayers(List<EdgeMedium> media) {
        this.media = media;
        this.tracks =
                media.stream().flatMap(medium -> medium.published.stream()).toList();
        this.all = media.stream()
                .flatMap(medium -> medium.layers.stream())
                .sorted(Comparator.comparingInt(layer -> layer.index))
                .toList();
    }

    /** Whether there is a choice, now. */
    boolean isLayered() {
        for (int i = 0; i < media.size(); i++) {
            if (media.get(i).isLayered()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there may come to be one. */
    boolean mayBeLayered() {
        return media.stream().anyMatch(EdgeMedium::mayBeLayered);
    }

    /** When a keyframe is to be asked for. */
    long keyframeDeadlineNs() {
        long nextNs = LoopSession.NO_DEADLINE;
        for (EdgeTrack track : tracks) {
            nextNs = Math.min(nextNs, track.keyframes.deadlineNs());
        }
        return nextNs;
    }
}

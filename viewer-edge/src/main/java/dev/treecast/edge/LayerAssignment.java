package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which viewers of a layered picture on one loop wait for which layer. A viewer goes over to a layer with the layer's next keyframe, for which the
 * publisher is asked; until then it is sent what it has.
 */
final class LayerAssignment {
    private final FanOut fanOut;
    private final List<ViewerSession> waiting = new ArrayList<>();

    LayerAssignment(FanOut fanOut) {
        this.fanOut = fanOut;
    }

    /** A viewer is to go over to another layer; one that has not started begins with it. */
    void want(ViewerSession viewer, ViewerLayers layers) {
        OutboundMedium video = layers.video();
        EdgeTrack layer = layers.target();
        waiting.remove(viewer);
        if (video.layer() == layer) {
            return;
        }
        Cohort cohort = viewer.cohort();
        if (!video.started() && cohort != null) {
            fanOut.restart(viewer, cohort, layer.layer);
            return;
        }
        waiting.add(viewer);
        layer.keyframes.request();
    }

    /** A packet was appended to the fan-out's log. */
    void appended(EdgeTrack track, KeptPacket packet) {
        if (waiting.isEmpty()
                || !packet.startsKeyframe()
                || !track.medium.splice.isBehindAll(track.layer, packet.sequence())) {
            return;
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            ViewerSession viewer = waiting.get(i);
            Cohort cohort = viewer.cohort();
            if (cohort != null && target(viewer) == track) {
                waiting.remove(i);
                fanOut.move(viewer, cohort, track.layer);
            }
        }
    }

    /** Whether somebody waits for a keyframe of a layer. */
    void ask() {
        for (ViewerSession viewer : waiting) {
            EdgeTrack target = target(viewer);
            if (target != null) {
                target.keyframes.request();
            }
        }
    }

    void closed(ViewerSession viewer) {
        waiting.remove(viewer);
    }

    /** The layers that viewers are sent or wait for: bit i is layer i. */
    static int wanted(Iterable<ViewerSession> viewers) {
        int mask = 0;
        for (ViewerSession viewer : viewers) {
            ViewerLayers layers = viewer.layers();
            if (layers != null) {
                mask |= 1 << layers.video().layer().layer | 1 << layers.target().layer;
            }
        }
        return mask;
    }

    private static @Nullable EdgeTrack target(ViewerSession viewer) {
        ViewerLayers layers = viewer.layers();
        return layers == null ? null : layers.target();
    }
}

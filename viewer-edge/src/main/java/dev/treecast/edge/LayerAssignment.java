package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.LiveStream;
import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which viewers of a layered picture on one loop wait for which layer. A viewer goes over to a layer with the layer's next keyframe, for which the
 * publisher is asked; until then it is sent what it has.
 */
final class LayerAssignment {
    /** How often each viewer's layer is thought over: several times within the second in which a full path must have less. */
    private static final long INTERVAL_NS = 100_000_000;

    private final EdgeStream stream;
    private final boolean layered;
    private final List<ViewerSession> waiting = new ArrayList<>();
    private long ranNs;
    private int told = LiveStream.ALL_LAYERS;

    /** @param layered whether there is anything to choose */
    LayerAssignment(EdgeStream stream, boolean layered) {
        this.stream = stream;
        this.layered = layered;
    }

    /** Thinks over the layer of each viewer, if it is time to. */
    void run(long nowNs, Set<ViewerSession> viewers) {
        if (nowNs < deadlineNs()) {
            return;
        }
        ranNs = nowNs;
        // A copy: one that fails leaves the set.
        for (ViewerSession viewer : List.copyOf(viewers)) {
            viewer.chooseLayer(nowNs);
        }
        for (EdgeMedium medium : stream.media()) {
            for (EdgeTrack track : medium.layers) {
                if (track.isVideo()) {
                    stream.fanOut().pace(track.layer, (long) (FanOut.PACE * track.meter.bitrateBps(nowNs)));
                }
            }
        }
        tell(viewers);
    }

    /** When {@link #run} is due. */
    long deadlineNs() {
        return layered ? ranNs + INTERVAL_NS : LoopSession.NO_DEADLINE;
    }

    /** Tells the stream which layers viewers here are sent or wait for. */
    void tell(Set<ViewerSession> viewers) {
        // With nobody here the smallest keeps its ring filled for whoever comes.
        int wanted = layered ? Math.max(1, wanted(viewers)) : LiveStream.ALL_LAYERS;
        if (wanted != told) {
            told = wanted;
            stream.stream().wantLayers(stream, wanted);
        }
    }

    /** A viewer is to go over to another layer; one that has not started begins with it. */
    void want(ViewerSession viewer, ViewerLayers layers) {
        OutboundMedium video = layers.video();
        EdgeTrack layer = layers.target();
        waiting.remove(viewer);
        if (video.layer() == layer) {
            if (video.isHeld()) {
                video.release();
                layer.keyframes.request();
            }
            return;
        }
        if (layers.isOverloaded()) {
            video.hold();
        }
        Cohort cohort = viewer.cohort();
        if (!video.started() && cohort != null) {
            stream.fanOut().restart(viewer, cohort, layer.layer);
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
            ViewerLayers layers = viewer.layers();
            boolean fits = layers != null && layers.video().mayBeFollowedBy(packet.timestamp());
            if (cohort != null && fits && target(viewer) == track) {
                waiting.remove(i);
                stream.fanOut().move(viewer, cohort, track.layer);
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

    private static int wanted(Set<ViewerSession> viewers) {
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

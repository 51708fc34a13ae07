package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.LiveStream;
import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which viewers of a layered picture on one loop wait for which layer. A viewer goes over to another track with that track's next keyframe, for which the
 * publisher is asked; to less of the same one before the next picture, and to more of it before the next picture from which on that can be decoded. Until
 * then it is sent what it has.
 */
final class LayerAssignment {
    /** How often each viewer's layer is thought over: several times within the second in which a full path must have less. */
    private static final long INTERVAL_NS = 100_000_000;

    /** Encoders have a picture from which on more can be decoded several times a second, or none before the next keyframe. */
    private static final long SWITCH_NS_MAX = 2_000_000_000L;

    private final EdgeStream stream;
    private final List<ViewerSession> waiting = new ArrayList<>();
    private long ranNs;
    private int told = LiveStream.ALL_LAYERS;

    LayerAssignment(EdgeStream stream) {
        this.stream = stream;
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
        return stream.layers().isLayered() ? ranNs + INTERVAL_NS : LoopSession.NO_DEADLINE;
    }

    /** Tells the stream which layers viewers here are sent or wait for. */
    void tell(Set<ViewerSession> viewers) {
        // With nobody here the smallest keeps its ring filled for whoever comes.
        boolean apart = stream.media().stream().anyMatch(EdgeMedium::isSimulcast);
        int wanted = apart ? Math.max(1, wanted(viewers)) : LiveStream.ALL_LAYERS;
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
                layer.whole.keyframes.request();
            }
            return;
        }
        if (layers.isOverloaded() && layer.whole != video.layer().whole) {
            video.hold();
        }
        Cohort cohort = viewer.cohort();
        if (!video.started() && cohort != null) {
            stream.fanOut().restart(viewer, cohort, layer.layer);
            return;
        }
        waiting.add(viewer);
        if (video.layer().needsKeyframe(layer)) {
            layer.whole.keyframes.request();
        }
    }

    /** A packet was taken in and has not been appended: viewers who wait for another part of the same track may go over before it. */
    void arrived(EdgeTrack track, KeptPacket packet) {
        if (waiting.isEmpty() || track.medium.isSimulcast() || !track.isVideo() || !track.beginsPicture(packet)) {
            return;
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            ViewerSession viewer = waiting.get(i);
            Cohort cohort = viewer.cohort();
            ViewerLayers layers = viewer.layers();
            // Of one who is catching up, timestamps are not yet those of the others.
            if (cohort == null || layers == null || layers.video().isCatchingUp()) {
                continue;
            }
            if (layers.video().layer().canChange(layers.target(), packet)) {
                waiting.remove(i);
                stream.fanOut().moveAhead(viewer, cohort, layers.target().layer);
            }
        }
    }

    /** A packet was appended to the fan-out's log. */
    void appended(EdgeTrack track, KeptPacket packet) {
        if (waiting.isEmpty()
                || !track.medium.isSimulcast()
                || !packet.startsKeyframe()
                || !track.medium.splice.isBehindAll(track.published, packet.sequence())) {
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
            ViewerLayers layers = viewer.layers();
            if (layers != null && (layers.video().layer().needsKeyframe(layers.target()) || isOverdue(layers))) {
                layers.target().whole.keyframes.request();
            }
        }
    }

    private boolean isOverdue(ViewerLayers layers) {
        return stream.shared().loop.nowNs() - layers.targetSinceNs() > SWITCH_NS_MAX;
    }

    void closed(ViewerSession viewer) {
        waiting.remove(viewer);
    }

    private static int wanted(Set<ViewerSession> viewers) {
        int mask = 0;
        for (ViewerSession viewer : viewers) {
            ViewerLayers layers = viewer.layers();
            if (layers != null) {
                mask |= 1 << layers.video().layer().published | 1 << layers.target().published;
            }
        }
        return mask;
    }

    private static @Nullable EdgeTrack target(ViewerSession viewer) {
        ViewerLayers layers = viewer.layers();
        return layers == null ? null : layers.target();
    }
}

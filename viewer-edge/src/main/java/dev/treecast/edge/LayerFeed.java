package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import java.util.function.Consumer;

/** Feeds the fan-out with the packets of tracks and of their parts, and lets viewers go over from one to another in between. */
final class LayerFeed {
    private final FanOut fanOut;
    private final LayerAssignment assignment;
    private final Consumer<EdgeTrack> keyframeAppended;

    /** @param keyframeAppended told when the packet that was appended last begins a keyframe */
    LayerFeed(FanOut fanOut, LayerAssignment assignment, Consumer<EdgeTrack> keyframeAppended) {
        this.fanOut = fanOut;
        this.assignment = assignment;
        this.keyframeAppended = keyframeAppended;
    }

    /** A packet has just been taken in. */
    void take(EdgeTrack whole, KeptPacket packet) {
        release(whole, packet);
        assignment.arrived(whole, packet);
        if (!whole.keepsBack(packet)) {
            fanOut.append(whole, packet);
            assignment.appended(whole, packet);
            if (packet.startsKeyframe()) {
                keyframeAppended.accept(whole);
            }
        }
        if (!whole.medium.seen.isScalable()) {
            return;
        }
        for (int i = 0; i < whole.layer; i++) {
            EdgeTrack part = whole.medium.layers.get(i);
            KeptPacket thinned = part.whole == whole ? part.thin(packet) : null;
            if (thinned != null && !part.keepsBack(thinned)) {
                appendPart(part, thinned);
            }
        }
    }

    private void release(EdgeTrack whole, KeptPacket next) {
        for (int i = 0; i <= whole.layer; i++) {
            EdgeTrack layer = whole.medium.layers.get(i);
            KeptPacket packet = layer.whole == whole ? layer.release(next) : null;
            if (packet != null) {
                appendPart(layer, packet);
            }
        }
    }

    /** What nobody is sent is not noted: a packet is of many parts, and the log has room for so many. */
    private void appendPart(EdgeTrack layer, KeptPacket packet) {
        if (fanOut.sends(layer.layer)) {
            fanOut.append(layer, packet);
            if (packet.startsKeyframe()) {
                keyframeAppended.accept(layer);
            }
        }
    }
}

package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds the fan-out with the packets of tracks and of their parts, and lets viewers go over from one to another in between. */
final class LayerFeed {
    private final FanOut fanOut;
    private final LayerAssignment assignment;

    LayerFeed(FanOut fanOut, LayerAssignment assignment) {
        this.fanOut = fanOut;
        this.assignment = assignment;
    }

    /** A packet has just been taken in. */
    void take(EdgeTrack whole, KeptPacket packet) {
        release(whole, packet);
        assignment.arrived(whole, packet);
        if (!whole.keepsBack(packet)) {
            fanOut.append(whole, packet.sequence());
            assignment.appended(whole, packet);
        }
        if (!whole.medium.seen.isScalable()) {
            return;
        }
        for (int i = 0; i < whole.layer; i++) {
            EdgeTrack part = whole.medium.layers.get(i);
            KeptPacket thinned = part.whole == whole ? part.thin(packet) : null;
            if (thinned != null && !part.keepsBack(thinned)) {
                append(part, thinned);
            }
        }
    }

    /** Before a viewer is sent what the rings hold: what was kept back is sent to the others as it is, or this one would get it twice. */
    void release(List<EdgeTrack> tracks) {
        for (EdgeTrack track : tracks) {
            release(track, null);
        }
    }

    /** @param next the packet that came after what was kept back; null where nobody is to wait for it */
    private void release(EdgeTrack whole, @Nullable KeptPacket next) {
        for (int i = 0; i <= whole.layer; i++) {
            EdgeTrack layer = whole.medium.layers.get(i);
            KeptPacket packet = layer.whole == whole ? layer.release(next) : null;
            if (packet != null) {
                append(layer, packet);
            }
        }
    }

    /** What nobody is sent is not noted: a packet is of many parts, and the log has room for so many. */
    private void append(EdgeTrack layer, KeptPacket packet) {
        if (fanOut.sends(layer.layer)) {
            fanOut.append(layer, packet.sequence());
        }
    }
}

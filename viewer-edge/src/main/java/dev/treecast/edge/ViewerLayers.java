package dev.treecast.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which layer of the picture one viewer is sent and why, where there is a choice. */
final class ViewerLayers implements LayerChoice.Rates {
    /** At two thirds a second of the layer leaves a queue of half a second. */
    private static final double OVERLOAD = 0.67;

    private final EdgeStream stream;
    private final OutboundMedium video;
    private final LayerChoice choice = new LayerChoice();

    private EdgeTrack target;
    private long targetSinceNs;
    private long nowNs;
    private long estimateBps;

    ViewerLayers(EdgeStream stream, OutboundMedium video) {
        this.stream = stream;
        this.video = video;
        this.target = video.layer();
    }

    OutboundMedium video() {
        return video;
    }

    /** The layer that the viewer is sent, or waits for. */
    EdgeTrack target() {
        return target;
    }

    /** Since when it is that one. */
    long targetSinceNs() {
        return targetSinceNs;
    }

    /**
     * Thinks over which layer the path carries.
     *
     * @return whether it is another than before
     */
    boolean choose(long atNs, long estimateBps, double loss) {
        if (!video.medium.isLayered()) {
            return false;
        }
        nowNs = atNs;
        this.estimateBps = estimateBps;
        EdgeTrack chosen = video.medium.layers.get(choice.choose(atNs, this, estimateBps, loss));
        boolean changed = chosen != target;
        if (changed) {
            target = chosen;
            targetSinceNs = atNs;
        }
        return changed;
    }

    /** Whether the path carries so little of the layer that is sent that the rest only fills its queue. */
    boolean isOverloaded() {
        long sent = bitrateBps(video.layer().layer);
        return choice.pinned() == LayerChoice.AUTOMATIC
                && target.layer < video.layer().layer
                && estimateBps < OVERLOAD * sent;
    }

    /** What it is worth to know that the path carries; 0 for nothing. */
    long worthProbingBps(long atNs, long estimateBps) {
        nowNs = atNs;
        return video.medium.isLayered() ? choice.worthProbingBps(atNs, this, estimateBps) : 0;
    }

    /**
     * Holds the viewer to a layer.
     *
     * @param rid the layer's; null lets the estimate decide again
     * @return false when there is no such layer
     */
    boolean pin(@Nullable String rid) {
        if (rid == null) {
            choice.pin(LayerChoice.AUTOMATIC);
            return true;
        }
        for (EdgeTrack layer : video.medium.layers) {
            if (layer.text().equals(rid) && layer.medium.isOffered(layer.layer)) {
                choice.pin(layer.layer);
                return true;
            }
        }
        return false;
    }

    /** The layer that the viewer is held to; null for none. */
    @Nullable
    String pinned() {
        int layer = choice.pinned();
        return layer == LayerChoice.AUTOMATIC
                ? null
                : video.medium.layers.get(layer).text();
    }

    List<LayerChoice.Decision> decisions() {
        return choice.decisions();
    }

    @Override
    public int layers() {
        return video.medium.layers.size();
    }

    @Override
    public int first() {
        return video.medium.smallestWhole();
    }

    @Override
    public long bitrateBps(int layer) {
        EdgeTrack track = video.medium.layers.get(layer);
        if (track != video.layer() && !video.medium.isOffered(layer)) {
            return 0;
        }
        long measured = track.meter.bitrateBps(nowNs);
        if (track.whole != track) {
            return measured;
        }
        long published = stream.bitrateBps(track);
        if (published > 0 && !track.meter.isSettled(nowNs)) {
            return published;
        }
        // A layer that is not measured here may be one that was not wanted here; not so the one that is sent.
        boolean silent = track == video.layer() && track.meter.hasBegun();
        return measured != 0 || silent ? measured : published;
    }
}

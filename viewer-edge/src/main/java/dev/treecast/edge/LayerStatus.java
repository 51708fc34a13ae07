package dev.treecast.edge;

import dev.treecast.webrtc.congestion.EstimateState;
import java.util.List;
import java.util.Optional;

/**
 * Which layer a viewer is sent, and why.
 *
 * @param rid of the layer that it is sent
 * @param wanted rid of the layer that it waits for; the same when it waits for none
 * @param pinned rid of the layer that it is held to, if any
 * @param estimateBps what its path is believed to carry
 * @param state why the estimate is what it is
 * @param loss share of packets lost before repair, of late
 * @param layers what there is to choose from, the smallest first
 * @param decisions the last changes of mind, the oldest first
 */
public record LayerStatus(
        String rid,
        String wanted,
        Optional<String> pinned,
        long estimateBps,
        EstimateState state,
        double loss,
        List<Layer> layers,
        List<Change> decisions) {

    /**
     * One layer.
     *
     * @param bitrateBps on the wire; 0 when the publisher does not send it, −1 when that is not known here
     */
    public record Layer(String rid, long bitrateBps) {}

    /**
     * A change of mind.
     *
     * @param secondsAgo when it was
     * @param from rid of the layer before; empty at the start
     * @param to rid of the layer since
     * @param reason in words
     * @param estimateBps what the path was believed to carry
     * @param neededBps what the layer that decided it took
     * @param loss share of packets lost before repair
     */
    public record Change(
            double secondsAgo, String from, String to, String reason, long estimateBps, long neededBps, double loss) {}

    static LayerStatus of(long nowNs, ViewerLayers viewer, ViewerBandwidth bandwidth) {
        List<EdgeTrack> tracks = viewer.video().medium.layers;
        return new LayerStatus(
                viewer.video().layer().text(),
                viewer.target().text(),
                Optional.ofNullable(viewer.pinned()),
                bandwidth.estimateBps(),
                bandwidth.state(),
                bandwidth.loss(),
                tracks.stream()
                        .filter(track -> track.medium.isOffered(track.layer))
                        .map(track -> new Layer(track.text(), viewer.bitrateBps(track.layer)))
                        .toList(),
                viewer.decisions().stream()
                        .map(decision -> change(nowNs, tracks, decision))
                        .toList());
    }

    private static Change change(long nowNs, List<EdgeTrack> tracks, LayerChoice.Decision decision) {
        return new Change(
                (nowNs - decision.atNs()) / 1e9,
                decision.from() < 0 ? "" : tracks.get(decision.from()).text(),
                tracks.get(decision.to()).text(),
                decision.reason().sentence,
                decision.estimateBps(),
                decision.neededBps(),
                decision.loss());
    }
}

package dev.treecast.edge;

import dev.treecast.edge.repair.RoundTrip;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one viewer is sent of a stream: how it starts, which layer it has, what is repeated. The session around it is {@link ViewerSession}. */
final class ViewerFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ViewerFeed.class);

    // Given.
    private final ViewerSession viewer;
    private final EdgeStream stream;
    private final MediaLoop loop;
    private final EdgeOptions options;

    // Owned.
    private final List<OutboundMedium> media = new ArrayList<>(2);
    /** The same by the index of the layer; null for one that this viewer does not take. */
    private final @Nullable OutboundMedium[] byTrack;

    private final @Nullable ViewerLayers layers;
    private final @Nullable ViewerBandwidth bandwidth;
    private final @Nullable ViewerProbe probe;
    private final ViewerRepair repair;
    private final Thinning thinning = new Thinning();

    // State.
    private @Nullable Cohort cohort;
    private long firstKeyframeNs;

    ViewerFeed(
            ViewerSession viewer,
            EdgeStream stream,
            MediaLoop loop,
            EdgeOptions options,
            NegotiatedSession negotiated) {
        this.viewer = viewer;
        this.stream = stream;
        this.loop = loop;
        this.options = options;
        this.byTrack = new @Nullable OutboundMedium[stream.layers().all.size()];
        for (EdgeMedium medium : stream.media()) {
            boolean takes = (medium.isVideo() ? negotiated.video() : negotiated.audio()).isPresent();
            OutboundMedium out = takes ? new OutboundMedium(medium) : null;
            if (out != null) {
                media.add(out);
            }
            medium.layers.forEach(layer -> byTrack[layer.index] = out);
        }
        this.layers = media.stream()
                .filter(out -> out.medium.isVideo())
                .findFirst()
                .map(out -> new ViewerLayers(stream, out))
                .orElse(null);
        this.bandwidth =
                stream.mayBeLayered() && layers != null ? new ViewerBandwidth(stream.shared().arrivalOrder) : null;
        boolean rtx = negotiated.video().filter(NegotiatedMedia::hasRtx).isPresent();
        this.probe = bandwidth != null && rtx ? new ViewerProbe(this, stream.shared(), bandwidth) : null;
        this.repair = new ViewerRepair(this, stream, options.repair(), rtx);
    }

    // ---- Fan-out, called by the stream ----

    void joined(Cohort joined) {
        cohort = joined;
    }

    /** Who is sent the same at the same time; null before it connects. */
    @Nullable
    Cohort cohort() {
        return cohort;
    }

    /**
     * Starts every track that can start: audio at once, video from the newest keyframe in the ring, if that is young enough. True when none
     * is left; what is left waits for {@link #startAt}.
     */
    boolean start(long nowNs) {
        boolean all = true;
        for (OutboundMedium out : media) {
            if (!out.started()) {
                all &= start(out, nowNs);
            }
        }
        return all;
    }

    private boolean start(OutboundMedium out, long nowNs) {
        FanOut fanOut = stream.fanOut();
        if (!out.medium.isVideo()) {
            out.start(fanOut.end());
            return true;
        }
        CatchUp way = CatchUp.of(out.layer(), options.start(), nowNs);
        if (way == null) {
            return false;
        }
        firstKeyframeNs = nowNs;
        fanOut.catchUp(viewer, out, way);
        return true;
    }

    /** Whether it has a picture, or needs none, once it has connected. */
    boolean canStart(long nowNs) {
        return layers == null || CatchUp.isPossible(layers.video().layer(), options.start(), nowNs);
    }

    /**
     * A keyframe begins at a place in the log.
     *
     * @return whether it is what this viewer waits for, who then starts there
     */
    boolean startAt(EdgeTrack track, long place, long nowNs) {
        if (layers == null || layers.video().layer() != track) {
            return false;
        }
        firstKeyframeNs = nowNs;
        layers.video().start(place);
        return true;
    }

    /** Sends what the batch holds of the tracks that have started, each packet under the viewer's own number. */
    void deliver(FanOutBatch batch) {
        PeerTransport to = viewer.transport();
        long nowNs = bandwidth == null ? 0 : loop.nowNs();
        for (int i = 0; i < batch.size(); i++) {
            OutboundMedium out = byTrack[batch.track(i).index];
            if (out == null || !out.takes(batch.track(i), batch.sequence(i), batch.place(i), batch.isKeyframe(i))) {
                continue;
            }
            long sequenceNumber = out.sequenceNumber(batch.track(i), batch.sequence(i), stream.random());
            if (sequenceNumber == SequenceRuns.NONE) {
                continue;
            }
            if (bandwidth != null && out.medium.isVideo()) {
                bandwidth.sending(batch.packet(i), nowNs);
            }
            if (to.sendRtp(batch.packet(i), (int) sequenceNumber)) {
                out.packets++;
                out.payloadBytes += batch.payloadBytes(i);
            }
        }
    }

    // ---- What the reports say ----

    /** The viewer asks for a lost packet. */
    void repair(OutboundMedium out, int sequenceNumber, long nowNs) {
        long sentBytes = 0;
        for (OutboundMedium each : media) {
            sentBytes += each.payloadBytes;
        }
        repair.asked(out, sequenceNumber, sentBytes, nowNs);
    }

    /** Sends a packet again under the next number of the source of retransmissions. */
    boolean sendRetransmission(OutboundMedium out, PlainRtpPacket repeated, long nowNs) {
        if (bandwidth != null) {
            bandwidth.sending(repeated, nowNs);
        }
        return viewer.transport().sendRtp(repeated, out.nextRtxSequenceNumber());
    }

    /** The round trip to the viewer. */
    RoundTrip roundTrip() {
        return repair.roundTrip;
    }

    /** What the path carries; null where there is nothing to choose from. */
    @Nullable
    ViewerBandwidth bandwidth() {
        return bandwidth;
    }

    /** Takes in what a receiver report says of a track's losses; in 256ths. */
    void lost(OutboundMedium out, int fractionLost, long nowNs) {
        if (out.medium.isVideo() && bandwidth != null) {
            bandwidth.receiverReport(nowNs, fractionLost, roundTrip().ns());
        }
        // With another layer below there is a better answer to losses.
        if (out.medium.isVideo() && out.medium.isSmallest(out.layer()) && thinning.report(fractionLost, nowNs)) {
            out.thin(thinning.thinned());
            LOG.info(
                    "viewer {} of '{}' {}",
                    viewer.shortId(),
                    viewer.streamName(),
                    thinning.thinned()
                            ? "loses too much: it is sent sound and keyframes only"
                            : "has recovered: it is sent everything again");
            if (!thinning.thinned()) {
                requestKeyframe();
            }
        }
    }

    /** Asks for a keyframe of the layer that it is sent. */
    void requestKeyframe() {
        if (layers != null) {
            stream.requestKeyframe(layers.video().layer());
        }
    }

    // ---- Layers ----

    /** Null where it takes no picture. */
    @Nullable
    ViewerLayers layers() {
        return layers;
    }

    /** Which layer of the picture it is sent. */
    int layer() {
        return layers == null ? 0 : layers.video().layer().layer;
    }

    /** Thinks over which layer this viewer's path carries. */
    void chooseLayer(long nowNs) {
        ViewerLayers mine = layers;
        ViewerBandwidth path = bandwidth;
        if (mine == null || path == null) {
            return;
        }
        if (mine.choose(nowNs, path.estimateBps(), path.loss())) {
            if (cohort == null) {
                mine.video().switchTo(mine.target());
            } else {
                stream.assign(viewer, mine);
            }
        }
        long worthBps = mine.worthProbingBps(nowNs, path.estimateBps());
        if (worthBps > 0 && probe != null && probe.begin(mine.video(), nowNs, worthBps)) {
            loop.reschedule(viewer);
        }
    }

    /**
     * Holds the viewer to a layer of the picture; on the loop.
     *
     * @param rid the layer's; empty lets the estimate decide again
     * @return false when there is no such layer
     */
    boolean pin(Optional<String> rid) {
        if (layers == null || !layers.pin(rid.orElse(null))) {
            return false;
        }
        chooseLayer(loop.nowNs());
        return true;
    }

    /** Nothing has been sent yet: it starts with this layer. */
    void startsWith(int layer) {
        if (layers != null) {
            layers.video().switchTo(layers.video().medium.layers.get(layer));
        }
    }

    /** From a place in the log on it is sent another layer. */
    void switchTo(int layer, long place) {
        startsWith(layer);
        for (OutboundMedium out : media) {
            if (out.started()) {
                out.start(place);
            }
        }
    }

    // ---- Time ----

    /** When {@link #timeout} has something to do; {@link LoopSession#NO_DEADLINE} for nothing. */
    long nextDeadlineNs() {
        long probeNs = bandwidth == null ? LoopSession.NO_DEADLINE : bandwidth.deadlineNs();
        return Math.min(repair.nextDeadlineNs(), probeNs);
    }

    void timeout(long nowNs) {
        repair.timeout(nowNs);
        if (layers != null && probe != null) {
            probe.run(layers.video(), nowNs);
        }
    }

    // ---- For the record ----

    /** Who it is sent to. */
    ViewerSession viewer() {
        return viewer;
    }

    /** What it takes. */
    List<OutboundMedium> media() {
        return media;
    }

    /** When its first keyframe was sent; 0 before. */
    long firstKeyframeNs() {
        return firstKeyframeNs;
    }

    /** Which layer it has and why; empty where there is no choice. */
    Optional<LayerStatus> layerStatus(long nowNs) {
        return bandwidth == null || layers == null || !layers.video().medium.isLayered()
                ? Optional.empty()
                : Optional.of(LayerStatus.of(nowNs, layers, bandwidth));
    }
}

package dev.treecast.edge;

import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Playout;
import java.util.ArrayList;
import java.util.List;

/**
 * The sound or the picture of a stream on one loop, as viewers get it: one source, whatever the layer that each of them is sent. Its layers,
 * more than one where the publisher simulcasts (RFC 8853), share one scale of timestamps and picture ids.
 */
final class EdgeMedium {
    /** A layer whose report is older than this no longer sets the clock. */
    private static final long REPORT_AGE_NS_MAX = 10_000_000_000L;

    // Given.
    final Codec codec;
    /** The source that viewers see, the same for all of them on this loop and for all publications. */
    final int ssrc;
    /** The source of retransmissions. */
    final int rtxSsrc;

    // Owned.
    final MediumSplice splice;
    /** The publisher's tracks, from the smallest picture to the largest. */
    final List<EdgeTrack> published;
    /** What viewers can be sent, from the smallest to the largest: the publisher's tracks, and parts of a scalable one. */
    final List<EdgeTrack> layers;
    /** Of a scalable stream. */
    final SeenLayers seen = new SeenLayers();

    /** How viewers play it who did not choose: the publisher's wish. */
    Playout playout = Playout.INTERACTIVE;

    // State: the publisher's clock, from its last sender report.
    private boolean clockKnown;
    private int reportLayer;
    private long reportNtpTimestamp;
    private long reportTimestamp;
    private long reportArrivedNs;

    /**
     * @param firstIndex of its tracks in the publication
     * @param tracks the layers in the publication's order
     * @param firstPart the index that the first part of a track is to have
     */
    EdgeMedium(int firstIndex, List<Track> tracks, int firstPart, int ssrc, int rtxSsrc, EdgeOptions options) {
        this.codec = tracks.getFirst().codec();
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.splice = new MediumSplice(codec, tracks.size());
        // Simulcast's smallest picture is small enough.
        List<DecodeTarget> thinner = tracks.size() > 1 ? List.of() : DecodeTarget.thinner(codec);
        List<EdgeTrack> whole = new ArrayList<>();
        for (Track track : tracks) {
            int layer = thinner.size() + whole.size();
            whole.add(new EdgeTrack(this, firstIndex + whole.size(), layer, whole.size(), track.rid(), options));
        }
        List<EdgeTrack> all = new ArrayList<>();
        for (DecodeTarget target : thinner) {
            all.add(new EdgeTrack(whole.getFirst(), firstPart + all.size(), all.size(), target, options));
        }
        this.published = List.copyOf(whole);
        all.addAll(whole);
        this.layers = List.copyOf(all);
    }

    boolean isVideo() {
        return codec.kind() == Codec.Kind.VIDEO;
    }

    /** Whether the publisher sends the picture in several sizes, each as a track. */
    boolean isSimulcast() {
        return published.size() > 1;
    }

    /** Whether there is a choice, now. */
    boolean isLayered() {
        boolean scalable = seen.spatialMax() > 0 || seen.temporalMax() > 0;
        return isSimulcast() || (scalable && layers.size() > published.size());
    }

    /** Whether there may come to be one. VP8 has layers where a page asked for them, which few do. */
    boolean mayBeLayered() {
        return isSimulcast() || codec == Codec.VP9 || codec == Codec.AV1 || seen.isScalable();
    }

    /** Whether a layer is one to choose: of parts that come to the same, the largest. */
    boolean isOffered(int layer) {
        if (layer < 0 || isSimulcast() || layer == layers.size() - 1) {
            return layer >= 0;
        }
        for (int larger = layer + 1; larger < layers.size(); larger++) {
            if (layers.get(larger).decoded().equals(layers.get(layer).decoded())) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing smaller can be sent. */
    boolean isSmallest(EdgeTrack layer) {
        for (int smaller = 0; smaller < layer.layer; smaller++) {
            if (isOffered(smaller)) {
                return false;
            }
        }
        return true;
    }

    /** The layer that is sent as long as nothing is known: the smallest picture, where the publisher sends several. */
    EdgeTrack firstLayer() {
        return isSimulcast() ? layers.getFirst() : layers.getLast();
    }

    /** The smallest layer that nobody would call thinned: all pictures of the smallest size. */
    int smallestWhole() {
        int layer = 0;
        while (layer < layers.size() - 1
                && layers.get(layer).decoded().temporalMax()
                        < layers.getLast().decoded().temporalMax()) {
            layer++;
        }
        return layer;
    }

    void publicationStarted() {
        splice.publicationStarted();
        clockKnown = false;
        layers.forEach(EdgeTrack::publicationStarted);
    }

    void senderReport(int layer, long ntpTimestamp, long timestamp, long arrivedNs) {
        splice.senderReport(layer, ntpTimestamp, timestamp);
        Long mapped = splice.mapTimestamp(layer, timestamp);
        if (mapped != null) {
            published.get(layer).captures.report(ntpTimestamp, mapped);
        }
        // One layer sets the clock, so that it does not swing between two that are a tick apart.
        boolean sets = !clockKnown || layer <= reportLayer || arrivedNs - reportArrivedNs > REPORT_AGE_NS_MAX;
        if (mapped != null && sets) {
            clockKnown = true;
            reportLayer = layer;
            reportNtpTimestamp = ntpTimestamp;
            reportTimestamp = mapped;
            reportArrivedNs = arrivedNs;
        }
    }

    /** Whether the publisher has said which instant a timestamp stands for. */
    boolean clockKnown() {
        return clockKnown;
    }

    /** The publisher's clock now, NTP format: what its last report said and the time since. */
    long ntpTimestamp(long nowNs) {
        return NtpTimestamp.fromUnixNs(NtpTimestamp.toUnixNs(reportNtpTimestamp) + nowNs - reportArrivedNs);
    }

    /** The RTP timestamp now, on the same line. */
    int rtpTimestamp(long nowNs) {
        return (int) (reportTimestamp + (nowNs - reportArrivedNs) / 1_000 * codec.clockRateHz() / 1_000_000);
    }
}

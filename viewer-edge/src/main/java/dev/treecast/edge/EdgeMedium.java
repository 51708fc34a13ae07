package dev.treecast.edge;

import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
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
    /** From the smallest picture to the largest. */
    final List<EdgeTrack> layers;

    // State: the publisher's clock, from its last sender report.
    private boolean clockKnown;
    private int reportLayer;
    private long reportNtpTimestamp;
    private long reportTimestamp;
    private long reportArrivedNs;

    /**
     * @param firstIndex of its tracks in the publication
     * @param tracks the layers in the publication's order
     */
    EdgeMedium(int firstIndex, List<Track> tracks, int ssrc, int rtxSsrc, EdgeOptions options) {
        this.codec = tracks.getFirst().codec();
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.splice = new MediumSplice(codec, tracks.size());
        List<EdgeTrack> made = new ArrayList<>();
        for (Track track : tracks) {
            made.add(new EdgeTrack(this, firstIndex + made.size(), made.size(), track.rid(), options));
        }
        this.layers = List.copyOf(made);
    }

    boolean isVideo() {
        return codec.kind() == Codec.Kind.VIDEO;
    }

    /** Whether there is a choice. */
    boolean isLayered() {
        return layers.size() > 1;
    }

    void publicationStarted() {
        splice.publicationStarted();
        clockKnown = false;
        layers.forEach(EdgeTrack::publicationStarted);
    }

    void senderReport(int layer, long ntpTimestamp, long timestamp, long arrivedNs) {
        splice.senderReport(layer, ntpTimestamp, timestamp);
        Long mapped = splice.mapTimestamp(layer, timestamp);
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

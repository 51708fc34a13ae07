package dev.treecast.edge;

import dev.treecast.tree.CaptureClock;
import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Playout;
import org.jspecify.annotations.Nullable;

/** One track of a stream on one loop: its numbers, its ring, its clock. */
final class EdgeTrack {
    // Given.
    final int index;
    final Codec codec;
    /** The source that viewers see, the same for all of them on this loop and for all publications. */
    final int ssrc;
    /** The source of retransmissions. */
    final int rtxSsrc;

    // Owned.
    final TrackSplice splice;
    final RetransmissionRing ring;
    final CaptureClock captures;
    /** How viewers play it who did not choose: the publisher's wish. */
    Playout playout = Playout.INTERACTIVE;

    // State: the publisher's clock, from its last sender report.
    private boolean clockKnown;
    private long reportNtpTimestamp;
    private long reportTimestamp;
    private long reportArrivedNs;

    EdgeTrack(int index, Track track, int ssrc, int rtxSsrc, EdgeOptions options) {
        this.index = index;
        this.codec = track.codec();
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.captures = new CaptureClock(codec.clockRateHz());
        this.splice = new TrackSplice(codec);
        this.ring = new RetransmissionRing(isVideo() ? options.videoRingPackets() : options.audioRingPackets());
    }

    boolean isVideo() {
        return codec.kind() == Codec.Kind.VIDEO;
    }

    void publicationStarted() {
        splice.publicationStarted();
        captures.restart();
        clockKnown = false;
    }

    /** Takes a packet in: where the ring keeps it, under the track's own numbers, or null when it is of no use. */
    @Nullable
    KeptPacket take(MediaPacket packet) {
        MediaPacket mapped = splice.map(packet);
        KeptPacket kept = mapped == null ? null : ring.put(mapped);
        if (kept != null) {
            captures.packet(kept.timestamp(), kept.absoluteCaptureTime(), kept.absoluteCaptureTimeLength());
        }
        return kept;
    }

    void senderReport(long ntpTimestamp, long timestamp, long arrivedNs) {
        Long mapped = splice.mapTimestamp(timestamp);
        if (mapped != null) {
            clockKnown = true;
            reportNtpTimestamp = ntpTimestamp;
            reportTimestamp = mapped;
            reportArrivedNs = arrivedNs;
            captures.report(ntpTimestamp, mapped);
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

    /** The track's RTP timestamp now, on the same line. */
    int rtpTimestamp(long nowNs) {
        return (int) (reportTimestamp + (nowNs - reportArrivedNs) / 1_000 * codec.clockRateHz() / 1_000_000);
    }

    /** Whether a keyframe in the ring is young enough to start a viewer from. */
    boolean keyframeYoungerThan(long ageNsMax, long nowNs) {
        long start = ring.keyframe();
        KeptPacket first = start == Long.MIN_VALUE ? null : ring.get(start);
        return first != null && nowNs - first.arrivedNs() <= ageNsMax;
    }
}

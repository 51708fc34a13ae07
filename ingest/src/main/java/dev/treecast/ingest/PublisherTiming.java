package dev.treecast.ingest;

import dev.treecast.tree.CaptureClock;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.StreamTiming;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Playout;
import java.util.List;

/**
 * A publisher's clock against ours, and how long its frames take to get here.
 *
 * <p>A sender report says what the publisher's clock showed when it was sent. It took at least half a round trip, so the report that took least
 * shows the clocks' difference best; the round trip comes from the echo of our reference times (RFC 3611), the least of them again. The ways there
 * and back are taken to be equal, as NTP takes them: what differs shows as latency, half of it. Without an echo the way counts as nothing.
 */
final class PublisherTiming {
    /** Two clocks drift apart by 1.5 ms in it, at 50 ppm; a quiet moment of the path is in it. */
    private static final long WINDOW_NS = 15_000_000_000L;

    private static final int SHARE = 32;

    // Given.
    private final int timed;
    private final boolean video;
    private final Playout playout;

    // Owned.
    private final CaptureClock captures;
    private final WindowMinimum transitNs = new WindowMinimum(WINDOW_NS);
    private final WindowMinimum roundTripNs = new WindowMinimum(WINDOW_NS);

    // State.
    private long toIngestNs;
    private boolean framed;

    PublisherTiming(List<InboundTrack> tracks, Playout playout) {
        int chosen = 0;
        for (int i = tracks.size() - 1; i >= 0; i--) {
            if (tracks.get(i).isVideo()) {
                chosen = i;
            }
        }
        this.timed = chosen;
        this.video = !tracks.isEmpty() && tracks.get(chosen).isVideo();
        this.playout = playout;
        this.captures =
                new CaptureClock(tracks.isEmpty() ? 1 : tracks.get(chosen).codec.clockRateHz());
    }

    /** @param timestamp of the report, extended as the packets' are */
    void senderReport(int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        transitNs.add(arrivedNs - NtpTimestamp.toUnixNs(ntpTimestamp), arrivedNs);
        if (track == timed) {
            captures.report(ntpTimestamp, timestamp);
        }
    }

    /** @param ns negative where it could not be measured */
    void roundTrip(long ns, long nowNs) {
        if (ns >= 0) {
            roundTripNs.add(ns, nowNs);
        }
    }

    void packet(MediaPacket packet) {
        if (packet.track() != timed) {
            return;
        }
        byte[] captureTime = packet.absoluteCaptureTime();
        if (captureTime != null) {
            captures.packet(packet.timestamp(), captureTime, captureTime.length);
        }
        if ((packet.marker() || !video) && captures.known() && !transitNs.isEmpty()) {
            long capturedNs = captures.capturedUnixNs(packet.timestamp()) - clockOffsetNs();
            long tookNs = packet.arrivedNs() - capturedNs;
            toIngestNs = framed ? toIngestNs + (tookNs - toIngestNs) / SHARE : tookNs;
            framed = true;
        }
    }

    private long clockOffsetNs() {
        long wayNs = roundTripNs.isEmpty() ? 0 : roundTripNs.get() / 2;
        return wayNs - transitNs.get();
    }

    /** As it holds now. */
    StreamTiming now() {
        return transitNs.isEmpty()
                ? StreamTiming.unknown(playout)
                : new StreamTiming(true, clockOffsetNs(), toIngestNs, playout);
    }
}

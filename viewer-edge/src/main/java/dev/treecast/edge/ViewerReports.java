package dev.treecast.edge;

import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.DelaySinceReceiverReport;
import dev.treecast.webrtc.rtcp.Goodbye;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.ReceiverReferenceTime;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtcp.ReportBlock;
import dev.treecast.webrtc.rtcp.RtcpHeader;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.rtcp.SourceDescription;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The RTCP between a viewer and us: sender reports on the publisher's own clock, so that lips stay in sync and capture times mean the same to
 * every viewer; receiver reports, NACKs and keyframe requests back.
 */
final class ViewerReports {
    private static final int DATAGRAM_BYTES_MAX = 1_200;

    /** While the publisher has not reported its clock there is nothing to send; look again this soon. */
    private static final long CLOCK_POLL_NS = 100_000_000;

    /** Packets that one NACK may have repeated: more are a viewer whose path is gone, and whose keyframe request comes next. */
    private static final int REPAIRS_PER_NACK_MAX = 128;

    /** A viewer is told the round trip at most so often; browsers ask once a second. */
    private static final long ROUND_TRIP_INTERVAL_NS = 100_000_000;

    // Given.
    private final ViewerSession viewer;
    private final List<OutboundMedium> media;
    private final String canonicalName;

    // Owned.
    private final CompoundReader reader = new CompoundReader();
    private final CompoundWriter writer = new CompoundWriter();
    private final Nack nack = new Nack();
    private final int[] nacked = new int[REPAIRS_PER_NACK_MAX];

    // State.
    private long nextReportNs = LoopSession.NO_DEADLINE;
    private long toldNs = Long.MIN_VALUE / 2;

    ViewerReports(ViewerSession viewer, List<OutboundMedium> media, String canonicalName) {
        this.viewer = viewer;
        this.media = media;
        this.canonicalName = canonicalName;
    }

    void start(long nowNs) {
        nextReportNs = nowNs;
    }

    long nextDeadlineNs() {
        return nextReportNs;
    }

    // ---- Out ----

    void send(long nowNs, long intervalNs) {
        if (nowNs - nextReportNs < 0) {
            return;
        }
        // Encryption may happen in place (SrtpSender), so that a report costs no array.
        byte[] datagram = viewer.loop().sendBuffer().scratch();
        writer.start(datagram, 0, DATAGRAM_BYTES_MAX);
        boolean any = false;
        boolean all = true;
        for (OutboundMedium out : media) {
            EdgeMedium medium = out.medium;
            if (out.started() && medium.clockKnown()) {
                any |= writer.append(new SenderReport(
                        medium.ssrc,
                        medium.ntpTimestamp(nowNs),
                        medium.rtpTimestamp(nowNs),
                        (int) out.packets,
                        (int) out.payloadBytes,
                        List.of()));
                writer.append(SourceDescription.of(medium.ssrc, canonicalName));
            } else {
                all = false;
            }
        }
        if (any) {
            viewer.transport().sendRtcp(datagram, 0, writer.length());
        }
        // The first report of every medium is what brings lips into sync: it goes out as soon as it can be written.
        nextReportNs = nowNs + (all ? intervalNs : CLOCK_POLL_NS);
    }

    void sendGoodbye(String reason) {
        if (media.isEmpty()) {
            return;
        }
        byte[] datagram = viewer.loop().sendBuffer().scratch();
        writer.start(datagram, 0, DATAGRAM_BYTES_MAX);
        writer.append(new ReceiverReport(media.getFirst().medium.ssrc, List.of()));
        writer.append(new Goodbye(media.stream().map(out -> out.medium.ssrc).toList(), reason));
        viewer.transport().sendRtcp(datagram, 0, writer.length());
    }

    // ---- In ----

    void receive(long nowNs, byte[] data, int offset, int length) {
        if (!reader.wrap(data, offset, length)) {
            return;
        }
        while (reader.next()) {
            int at = reader.offset();
            int size = reader.length();
            switch (reader.packetType()) {
                case RtcpHeader.RECEIVER_REPORT -> {
                    ReceiverReport report = ReceiverReport.parse(data, at, size);
                    if (report != null) {
                        report.reports().forEach(block -> report(block, nowNs));
                    }
                }
                case RtcpHeader.SENDER_REPORT -> {
                    SenderReport report = SenderReport.parse(data, at, size);
                    if (report != null) {
                        report.reports().forEach(block -> report(block, nowNs));
                    }
                }
                case RtcpHeader.EXTENDED_REPORT -> {
                    ReceiverReferenceTime asked = ReceiverReferenceTime.parse(data, at, size);
                    if (asked != null) {
                        tellRoundTrip(asked, nowNs);
                    }
                }
                case RtcpHeader.TRANSPORT_LAYER_FEEDBACK -> {
                    if (reader.format() == RtcpHeader.FORMAT_NACK) {
                        repair(nowNs, data, at, size);
                    } else if (reader.format() == RtcpHeader.FORMAT_TRANSPORT_FEEDBACK) {
                        transportFeedback(nowNs, data, at, size);
                    }
                }
                case RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK -> {
                    int format = reader.format();
                    if (format == RtcpHeader.FORMAT_PICTURE_LOSS_INDICATION
                            || format == RtcpHeader.FORMAT_FULL_INTRA_REQUEST) {
                        viewer.feed.requestKeyframe();
                    } else if (format == RtcpHeader.FORMAT_APPLICATION_LAYER_FEEDBACK) {
                        receiverEstimate(nowNs, Remb.parse(data, at, size));
                    }
                }
                case RtcpHeader.GOODBYE -> {
                    viewer.transport().closedByPeer("the viewer said goodbye");
                    return;
                }
                default -> {}
            }
        }
    }

    private void report(ReportBlock block, long nowNs) {
        OutboundMedium out = bySource(block.ssrc());
        if (out == null || out.medium.ssrc != block.ssrc()) {
            return;
        }
        viewer.feed.lost(out, block.fractionLost(), nowNs);
        out.cumulativeLost = block.cumulativeLost();
        out.jitter = block.jitter();
        if (out.medium.clockKnown()) {
            long measuredNs = block.roundTripNs(NtpTimestamp.middle32(out.medium.ntpTimestamp(nowNs)));
            viewer.feed.roundTrip().report(measuredNs);
        }
    }

    private void transportFeedback(long nowNs, byte[] data, int at, int size) {
        ViewerBandwidth bandwidth = viewer.feed.bandwidth();
        TransportFeedback feedback = viewer.sharedFeedback();
        if (bandwidth != null && feedback.wrap(data, at, size)) {
            bandwidth.feedback(nowNs, feedback);
        }
    }

    private void receiverEstimate(long nowNs, @Nullable Remb remb) {
        ViewerBandwidth bandwidth = viewer.feed.bandwidth();
        if (bandwidth != null && remb != null) {
            bandwidth.remb(nowNs, remb.bitrateBps());
        }
    }

    /** Who only receives has no other way to learn the round trip, and asks for lost packets the later without. */
    private void tellRoundTrip(ReceiverReferenceTime asked, long nowNs) {
        if (media.isEmpty() || nowNs - toldNs < ROUND_TRIP_INTERVAL_NS) {
            return;
        }
        toldNs = nowNs;
        byte[] datagram = viewer.loop().sendBuffer().scratch();
        writer.start(datagram, 0, DATAGRAM_BYTES_MAX);
        writer.append(new DelaySinceReceiverReport(
                media.getFirst().medium.ssrc, asked.senderSsrc(), NtpTimestamp.middle32(asked.ntpTimestamp()), 0));
        viewer.transport().sendRtcp(datagram, 0, writer.length());
    }

    private void repair(long nowNs, byte[] data, int at, int size) {
        if (!nack.wrap(data, at, size)) {
            return;
        }
        OutboundMedium out = bySource(nack.mediaSsrc());
        if (out == null) {
            return;
        }
        int count = nack.sequenceNumbers(nacked);
        for (int i = 0; i < count; i++) {
            viewer.feed.repair(out, nacked[i], nowNs);
        }
    }

    private @Nullable OutboundMedium bySource(int ssrc) {
        for (OutboundMedium out : media) {
            if (out.medium.ssrc == ssrc || out.medium.rtxSsrc == ssrc) {
                return out;
            }
        }
        return null;
    }
}

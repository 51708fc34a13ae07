package dev.treecast.ingest;

import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.FullIntraRequest;
import dev.treecast.webrtc.rtcp.Goodbye;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.ReceiverReferenceTime;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtcp.ReportBlock;
import dev.treecast.webrtc.rtcp.SourceDescription;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.rtp.RembEstimator;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.TransportFeedbackRecorder;
import dev.treecast.webrtc.rtp.TransportSequenceNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * The RTCP that goes to a publisher: receiver reports on a schedule, NACKs and keyframe requests as soon as they are due, transport-wide
 * feedback or REMB so that its encoder finds its bitrate. Everything due at once leaves in one datagram, reduced-size (RFC 5506) unless a
 * report leads it.
 */
final class PublisherFeedback {
    /** Our own SSRC in feedback; the publisher sends us media under others. Any constant will do: nobody else is in this session. */
    static final int OWN_SSRC = 1;

    /** Where the datagrams go: the publisher's transport. */
    interface Sink {
        /** Sends one RTCP datagram; false when it cannot be sent now. */
        boolean sendRtcp(byte[] packet, int offset, int length);
    }

    private static final String CANONICAL_NAME = "treecast";
    private static final int DATAGRAM_BYTES_MAX = 1_200;

    // Given.
    private final List<InboundTrack> tracks;
    private final IngestOptions options;
    private final boolean transportWide;

    // Owned.
    private final TransportFeedbackRecorder recorder =
            new TransportFeedbackRecorder(TransportFeedbackRecorder.INTERVAL_NS);
    private final RembEstimator remb;
    private final CompoundWriter compound = new CompoundWriter();
    private final byte[] datagram = new byte[DATAGRAM_BYTES_MAX];
    private final int[] missing = new int[Nack.SEQUENCE_NUMBERS_PER_DATAGRAM];

    // State.
    private int fullIntraRequests;
    private long nextReportNs = LoopSession.NO_DEADLINE;

    PublisherFeedback(List<InboundTrack> tracks, IngestOptions options, boolean transportWide) {
        this.tracks = tracks;
        this.options = options;
        this.transportWide = transportWide;
        this.remb = new RembEstimator(options.remb());
    }

    /** The transport is up: the first report goes out at once, so that the publisher knows that it is heard. */
    void start(long nowNs) {
        nextReportNs = nowNs;
    }

    /** Notes when a packet with a transport-wide sequence number came, whatever it carried. */
    void transportSequence(RtpPacket packet, int extensionId, long nowNs) {
        int at = packet.extensionOffset(extensionId);
        if (at >= 0 && packet.extensionLength(extensionId) >= TransportSequenceNumber.LENGTH) {
            recorder.onPacket(TransportSequenceNumber.parse(packet.buffer(), at), nowNs);
        }
    }

    /** Notes that so many bytes came. */
    void received(int bytes, long nowNs) {
        if (!transportWide) {
            remb.onPacket(bytes, nowNs);
        }
    }

    /** When {@link #send} has something to send. */
    long nextDeadlineNs() {
        long next = Math.min(nextReportNs, recorder.nextDeadlineNs());
        for (InboundTrack track : tracks) {
            if (track.started()) {
                next = Math.min(next, track.keyframes.deadlineNs());
            }
            if (track.media.feedback().nack()) {
                next = Math.min(next, track.losses().nextDeadlineNs());
            }
        }
        return next;
    }

    /** Sends what is due, if anything is. */
    void send(long nowNs, Sink sink) {
        giveUps();
        if (nextDeadlineNs() - nowNs > 0) {
            return;
        }
        compound.start(datagram, 0, datagram.length);
        if (nowNs - nextReportNs >= 0) {
            nextReportNs = nowNs + options.reportIntervalNs();
            report(nowNs);
        }
        for (InboundTrack track : tracks) {
            if (track.started() && track.keyframes.poll(nowNs)) {
                keyframeRequest(track, sink);
            }
            if (track.media.feedback().nack()) {
                nack(nowNs, track, sink);
            }
        }
        flush(sink);
        transportWideFeedback(nowNs, sink);
    }

    /** PLI where it was negotiated; FIR for encoders that have only that (RFC 5104 section 4.3.1). */
    private void keyframeRequest(InboundTrack track, Sink sink) {
        if (track.media.feedback().pictureLoss() || !track.media.feedback().fullIntra()) {
            append(sink, () -> compound.appendPictureLossIndication(OWN_SSRC, track.ssrc()));
        } else {
            fullIntraRequests++;
            FullIntraRequest.Entry entry = new FullIntraRequest.Entry(track.ssrc(), fullIntraRequests & 0xff);
            append(sink, () -> compound.append(new FullIntraRequest(OWN_SSRC, List.of(entry))));
        }
    }

    /** What could not be repaired has no deadline of its own: it makes a keyframe due, of that layer alone. */
    private void giveUps() {
        for (InboundTrack track : tracks) {
            if (track.takeGivenUp() && track.isVideo()) {
                track.keyframes.request();
            }
        }
    }

    private void report(long nowNs) {
        List<ReportBlock> blocks = new ArrayList<>(tracks.size());
        List<Integer> sources = new ArrayList<>(tracks.size());
        int worstFractionLost = 0;
        for (InboundTrack track : tracks) {
            ReceptionStatistics statistics = track.statistics();
            if (statistics != null) {
                ReportBlock block = statistics.report(nowNs);
                blocks.add(block);
                sources.add(track.ssrc());
                worstFractionLost = Math.max(worstFractionLost, block.fractionLost());
            }
        }
        compound.append(new ReceiverReport(OWN_SSRC, blocks));
        compound.append(SourceDescription.of(OWN_SSRC, CANONICAL_NAME));
        compound.append(new ReceiverReferenceTime(OWN_SSRC, NtpTimestamp.fromUnixNs(nowNs)));
        boolean wantsRemb =
                tracks.stream().anyMatch(track -> track.media.feedback().receiverEstimate());
        if (!transportWide && wantsRemb && !sources.isEmpty()) {
            compound.append(new Remb(OWN_SSRC, remb.update(worstFractionLost / 256.0, nowNs), sources));
        }
    }

    private void nack(long nowNs, InboundTrack track, Sink sink) {
        int count = track.losses().poll(nowNs, missing);
        while (count > 0) {
            int asked = count;
            if (track.asksAgain()) {
                for (int i = 0; i < count; i++) {
                    track.roundTrip.asked(missing[i], nowNs);
                }
                append(sink, () -> compound.appendNack(OWN_SSRC, track.ssrc(), missing, asked));
            }
            count = track.losses().poll(nowNs, missing);
        }
    }

    /** Appends, in a new datagram when the current one is full. */
    private void append(Sink sink, java.util.function.BooleanSupplier write) {
        if (!write.getAsBoolean()) {
            flush(sink);
            if (!write.getAsBoolean()) {
                throw new IllegalStateException("feedback that does not fit an empty datagram");
            }
        }
    }

    private void transportWideFeedback(long nowNs, Sink sink) {
        int mediaSource = startedSource();
        int length = recorder.write(nowNs, datagram, 0, datagram.length, OWN_SSRC, mediaSource);
        while (length > 0) {
            sink.sendRtcp(datagram, 0, length);
            length = recorder.write(nowNs, datagram, 0, datagram.length, OWN_SSRC, mediaSource);
        }
    }

    /** Any source that there is: the feedback is about all (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). */
    private int startedSource() {
        for (InboundTrack track : tracks) {
            if (track.started()) {
                return track.ssrc();
            }
        }
        return tracks.getFirst().ssrc();
    }

    private void flush(Sink sink) {
        if (compound.length() > 0) {
            sink.sendRtcp(datagram, 0, compound.length());
        }
        compound.start(datagram, 0, datagram.length);
    }

    /** Tells the publisher that nobody takes its packets any more. */
    void sendGoodbye(Sink sink, String reason) {
        compound.start(datagram, 0, datagram.length);
        compound.append(new ReceiverReport(OWN_SSRC, List.of()));
        compound.append(new Goodbye(List.of(OWN_SSRC), reason));
        flush(sink);
    }
}

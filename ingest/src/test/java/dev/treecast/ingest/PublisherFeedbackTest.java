package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.AUDIO_SSRC;
import static dev.treecast.ingest.IngestFixtures.MS;
import static dev.treecast.ingest.IngestFixtures.SECOND;
import static dev.treecast.ingest.IngestFixtures.TRANSPORT_WIDE_ID;
import static dev.treecast.ingest.IngestFixtures.VIDEO;
import static dev.treecast.ingest.IngestFixtures.VIDEO_SSRC;
import static dev.treecast.ingest.IngestFixtures.audio;
import static dev.treecast.ingest.IngestFixtures.packet;
import static dev.treecast.ingest.IngestFixtures.retransmission;
import static dev.treecast.ingest.IngestFixtures.video;
import static dev.treecast.ingest.IngestFixtures.vp8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.ReportBlock;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.Feedback;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublisherFeedbackTest {
    private static final long START = 5 * SECOND;

    private final InboundTrack video = IngestFixtures.videoTrack();
    private final InboundTrack audio = IngestFixtures.audioTrack(1);
    private final SentRtcp sent = new SentRtcp();
    private PublisherFeedback feedback = feedback(true);

    private PublisherFeedback feedback(boolean transportWide) {
        return new PublisherFeedback(List.of(video, audio), IngestOptions.defaults(), transportWide);
    }

    @Test
    void shouldSendNothingWhenNothingIsDue() {
        assertThat(feedback.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
        feedback.send(START, sent);
        assertThat(sent.datagrams).isZero();
        feedback.start(START);
        feedback.send(START, sent);
        assertThat(sent.datagrams).isEqualTo(1);
        long due = feedback.nextDeadlineNs();
        assertThat(due).isEqualTo(START + 500 * MS);
        feedback.send(due - 1, sent);
        assertThat(sent.datagrams).isEqualTo(1);
        feedback.send(due, sent);
        assertThat(sent.datagrams).isEqualTo(2);
    }

    @Test
    void shouldReportWhatWasReceived() {
        feedback.start(START);
        for (int sequence = 100; sequence < 110; sequence++) {
            if (sequence != 104 && sequence != 105) {
                video.receive(video(sequence, sequence * 3_000, sequence == 100), false, START);
            }
        }
        audio.receive(audio(7, 960), false, START);
        long reportedAt = NtpTimestamp.fromUnixNs(1_700_000_000_000_000_000L);
        Objects.requireNonNull(video.statistics()).onSenderReport(reportedAt, START);
        feedback.send(START + 250 * MS, sent);

        assertThat(sent.receiverReports).hasSize(1);
        List<ReportBlock> blocks = sent.receiverReports.getFirst().reports();
        assertThat(blocks).extracting(ReportBlock::ssrc).containsExactly(VIDEO_SSRC, AUDIO_SSRC);
        ReportBlock block = blocks.getFirst();
        assertThat(block.fractionLost()).isEqualTo(2 * 256 / 10);
        assertThat(block.cumulativeLost()).isEqualTo(2);
        assertThat(block.extendedHighestSequence()).isEqualTo(109);
        assertThat(block.lastSenderReport()).isEqualTo(NtpTimestamp.middle32(reportedAt));
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(65_536 / 4);
        assertThat(sent.canonicalNames).containsExactly("treecast");
    }

    @Test
    void shouldReportOnlyTracksThatHaveBegun() {
        feedback.start(START);
        audio.receive(audio(7, 960), false, START);
        feedback.send(START, sent);
        assertThat(sent.receiverReports.getFirst().reports())
                .extracting(ReportBlock::ssrc)
                .containsExactly(AUDIO_SSRC);
    }

    @Test
    void shouldMergeKeyframeRequests() {
        video.receive(video(1, 0, true), false, START);
        for (int i = 0; i < 50; i++) {
            video.keyframes.request();
            feedback.send(START + i * MS, sent);
        }
        assertThat(sent.pictureLosses).containsExactly(VIDEO_SSRC);
        feedback.send(START + 499 * MS, sent);
        assertThat(sent.pictureLosses).hasSize(1);
        assertThat(feedback.nextDeadlineNs()).isEqualTo(START + 500 * MS);
        feedback.send(START + 500 * MS, sent);
        assertThat(sent.pictureLosses).as("asked again, unanswered").hasSize(2);
        video.receive(video(2, 3_000, true), false, START + 600 * MS);
        feedback.send(START + 2 * SECOND, sent);
        assertThat(sent.pictureLosses).as("answered").hasSize(2);
    }

    @Test
    void shouldHoldAKeyframeRequestUntilThereIsASourceToAsk() {
        video.keyframes.request();
        assertThat(feedback.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
        feedback.send(START, sent);
        assertThat(sent.datagrams).isZero();
        video.receive(video(1, 0, false), false, START);
        feedback.send(START, sent);
        assertThat(sent.pictureLosses).containsExactly(VIDEO_SSRC);
    }

    @Test
    void shouldAskForLostPacketsAtOnceAndAgainAfterARoundTrip() {
        video.receive(video(65_534, 0, true), false, START);
        video.receive(video(3, 3_000, false), false, START);
        assertThat(feedback.nextDeadlineNs()).isEqualTo(START);
        feedback.send(START, sent);
        assertThat(sent.nacked(VIDEO_SSRC)).containsExactly(65_535, 0, 1, 2);
        assertThat(sent.nacked(AUDIO_SSRC)).isEmpty();

        video.receive(retransmission(1, 0, 0, false), true, START + 20 * MS);
        feedback.send(START + 20 * MS, sent);
        assertThat(sent.nacked(VIDEO_SSRC)).hasSize(4);
        sent.clear();
        feedback.send(START + 100 * MS, sent);
        assertThat(sent.nacked(VIDEO_SSRC)).as("what came is not asked for").containsExactly(65_535, 1, 2);
    }

    @Test
    void shouldAskTenTimesAtMost() {
        video.receive(video(1, 0, true), false, START);
        video.receive(video(3, 3_000, false), false, START);
        for (long nowNs = START; nowNs < START + 3 * SECOND; nowNs += MS) {
            feedback.send(nowNs, sent);
        }
        assertThat(sent.nacked(VIDEO_SSRC)).hasSize(10).containsOnly(2);
        assertThat(video.losses().abandonedCount()).isEqualTo(1);
    }

    @Test
    void shouldAskForAWholeListOfLossesInSeveralDatagrams() {
        video.receive(video(0, 0, true), false, START);
        // An entry of a NACK names a packet and any of the sixteen after it: these take an entry each, 297 fill a
        // datagram.
        for (int sequence = 1; sequence <= 18 * 900; sequence++) {
            if (sequence % 18 != 9) {
                video.receive(video(sequence, sequence, false), false, START);
            }
        }
        feedback.send(START, sent);
        assertThat(sent.nacked(VIDEO_SSRC))
                .containsExactlyElementsOf(
                        IntStream.range(0, 900).map(i -> 18 * i + 9).boxed().toList());
        assertThat(sent.datagrams).isEqualTo(4);
        assertThat(sent.longest).isLessThanOrEqualTo(1_200);
    }

    @Test
    void shouldNotAskAPublisherThatKnowsNoNack() {
        InboundTrack plain = IngestFixtures.videoTrack(new Feedback(false, true, false, false, false));
        feedback = new PublisherFeedback(List.of(plain), IngestOptions.defaults(), false);
        plain.receive(video(1, 0, true), false, START);
        plain.receive(video(3, 0, false), false, START);
        assertThat(feedback.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
        feedback.start(START);
        feedback.send(START, sent);
        assertThat(sent.nacked(VIDEO_SSRC)).isEmpty();
    }

    @Test
    void shouldAskForAKeyframeAtOnceWhenTheGapIsTooLargeForRepair() {
        video.receive(video(1, 0, true), false, START);
        video.receive(video(2_000, 3_000, false), false, START);
        feedback.send(START, sent);
        assertThat(sent.pictureLosses).containsExactly(VIDEO_SSRC);
        assertThat(sent.nacked(VIDEO_SSRC)).isEmpty();
    }

    @Test
    void shouldAllowABitrateOnlyWhereNothingBetterWasNegotiated() {
        video.receive(video(1, 0, true), false, START);
        feedback.start(START);
        feedback.send(START, sent);
        assertThat(sent.allowedBps).as("transport-wide feedback does it").isEmpty();

        feedback = feedback(false);
        feedback.start(START);
        for (int i = 0; i < 1_000; i++) {
            feedback.received(1_250, START + i * MS);
        }
        feedback.send(START + SECOND, sent);
        assertThat(sent.allowedBps).hasSize(1);
        assertThat(sent.allowedBps.getFirst()).isGreaterThanOrEqualTo(10_000_000 - 100_000);
        assertThat(sent.allowedSources).containsExactly(VIDEO_SSRC);
    }

    @Test
    void shouldAllowNoBitrateWhereItWasNotNegotiated() {
        InboundTrack plain = IngestFixtures.videoTrack(new Feedback(true, true, false, false, false));
        feedback = new PublisherFeedback(List.of(plain), IngestOptions.defaults(), false);
        plain.receive(video(1, 0, true), false, START);
        feedback.start(START);
        feedback.send(START, sent);
        assertThat(sent.receiverReports).hasSize(1);
        assertThat(sent.allowedBps).isEmpty();
    }

    @Test
    void shouldSendTransportWideFeedbackEveryFiftyMilliseconds() {
        for (int i = 0; i < 1_000; i++) {
            long nowNs = START + i * MS;
            feedback.transportSequence(
                    packet(
                            new RtpWriter()
                                    .start(VIDEO, false, i, 0, VIDEO_SSRC)
                                    .extension(TRANSPORT_WIDE_ID, 65_000 + i & 0xffff, 2),
                            vp8(false, i)),
                    TRANSPORT_WIDE_ID,
                    nowNs);
            feedback.send(nowNs, sent);
        }
        feedback.send(feedback.nextDeadlineNs(), sent);
        assertThat(sent.transportFeedbacks).isEqualTo(21);
        assertThat(sent.arrived)
                .containsExactlyElementsOf(IntStream.range(0, 1_000)
                        .map(i -> 65_000 + i & 0xffff)
                        .boxed()
                        .toList());
        assertThat(feedback.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
    }

    @Test
    void shouldIgnorePacketsWithoutATransportWideNumber() {
        feedback.transportSequence(video(1, 0, true), TRANSPORT_WIDE_ID, START);
        assertThat(feedback.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
    }

    @Test
    void shouldSendAllThatIsDueInOneDatagram() {
        feedback.start(START);
        video.receive(video(1, 0, true), false, START);
        video.receive(video(3, 0, false), false, START);
        video.keyframes.request();
        feedback.send(START, sent);
        assertThat(sent.datagrams).isEqualTo(1);
        assertThat(sent.receiverReports).hasSize(1);
        assertThat(sent.pictureLosses).hasSize(1);
        assertThat(sent.nacked(VIDEO_SSRC)).containsExactly(2);
    }

    @Test
    void shouldSayGoodbye() {
        feedback.sendGoodbye(sent, "the show is over");
        assertThat(sent.goodbyes).containsExactly("the show is over");
        assertThat(sent.receiverReports).hasSize(1);
    }
}

package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.MS;
import static dev.treecast.ingest.IngestFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.AbsoluteCaptureTime;
import dev.treecast.webrtc.rtp.Playout;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublisherTimingTest {
    /** The publisher's Unix time when our monotonic clock shows 0. */
    private static final long AHEAD_NS = 1_800_000_000L * SECOND;

    private final PublisherTiming timing = new PublisherTiming(List.of(IngestFixtures.videoTrack()), Playout.SMOOTH);

    private static MediaPacket frame(long timestamp, byte @Nullable [] captureTime, long arrivedNs) {
        return new MediaPacket(
                0,
                1,
                timestamp,
                true,
                false,
                new byte[1],
                captureTime,
                MediaPacket.ABSENT,
                MediaPacket.ABSENT,
                arrivedNs);
    }

    private static long ntp(long monotonicNs) {
        return NtpTimestamp.fromUnixNs(AHEAD_NS + monotonicNs);
    }

    @Test
    void shouldKnowNothingButTheChoiceAtFirst() {
        assertThat(timing.now().clockKnown()).isFalse();
        assertThat(timing.now().playout()).isEqualTo(Playout.SMOOTH);
        timing.packet(frame(0, null, SECOND));
        assertThat(timing.now().clockKnown()).isFalse();
    }

    @Test
    void shouldFindTheClocksDifferenceThroughJitter() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60; i++) {
            long sentNs = i * SECOND;
            timing.roundTrip(40 * MS + random.nextLong(80 * MS), sentNs);
            timing.senderReport(0, ntp(sentNs), i * 90_000L, sentNs + 20 * MS + random.nextLong(40 * MS));
        }
        assertThat((double) timing.now().clockOffsetNs()).isCloseTo(AHEAD_NS, within(6.0 * MS));
    }

    @Test
    void shouldFollowAClockThatDrifts() {
        for (int i = 0; i < 600; i++) {
            long sentNs = i * SECOND;
            timing.roundTrip(40 * MS, sentNs);
            // 100 ppm fast.
            timing.senderReport(0, ntp(sentNs + i * 100_000L), i * 90_000L, sentNs + 20 * MS);
        }
        assertThat((double) timing.now().clockOffsetNs()).isCloseTo(AHEAD_NS + 60.0 * MS, within(4.0 * MS));
    }

    @Test
    void shouldMeasureFromTheCaptureByReportsAlone() {
        timing.roundTrip(30 * MS, 0);
        timing.senderReport(0, ntp(0), 0, 15 * MS);
        for (int i = 1; i < 200; i++) {
            timing.packet(frame(i * 3_000L, null, i * SECOND / 30 + 45 * MS));
        }
        assertThat((double) timing.now().toIngestNs()).isCloseTo(45.0 * MS, within(1.0 * MS));
    }

    @Test
    void shouldBelieveTheCaptureTimeRatherThanTheReport() {
        timing.roundTrip(30 * MS, 0);
        timing.senderReport(0, ntp(0), 0, 15 * MS);
        for (int i = 1; i < 200; i++) {
            long capturedNs = i * SECOND / 30;
            byte[] captureTime = new byte[8];
            AbsoluteCaptureTime.write(captureTime, 0, ntp(capturedNs - 20 * MS));
            // Only one frame in ten says it; the timestamp counts on from there.
            timing.packet(frame(i * 3_000L, i % 10 == 1 ? captureTime : null, capturedNs + 45 * MS));
        }
        assertThat((double) timing.now().toIngestNs()).isCloseTo(65.0 * MS, within(1.0 * MS));
    }

    @Test
    void shouldPutACapturersClockOnThePublishers() {
        timing.senderReport(0, ntp(0), 0, 0);
        byte[] captureTime = new byte[16];
        AbsoluteCaptureTime.write(captureTime, 0, ntp(5 * SECOND), 5L << 32);
        timing.packet(frame(3_000, captureTime, 30 * MS));
        assertThat((double) timing.now().toIngestNs()).isCloseTo(30.0 * MS, within(1.0 * MS));
    }
}

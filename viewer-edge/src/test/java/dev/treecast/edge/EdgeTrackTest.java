package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static dev.treecast.edge.EdgeFixtures.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
import org.junit.jupiter.api.Test;

class EdgeTrackTest {
    private static final long START = 10 * SECOND;
    private static final long UNIX_NS = 1_700_000_000L * SECOND;

    private final EdgeTrack track = EdgeFixtures.track(0, Codec.H264);

    @Test
    void shouldNotKnowTheClockBeforeAReport() {
        track.medium.publicationStarted();
        assertThat(track.medium.clockKnown()).isFalse();
        track.medium.senderReport(0, NtpTimestamp.fromUnixNs(UNIX_NS), 5_000, START);
        assertThat(track.medium.clockKnown()).as("no packet to relate it to").isFalse();
        track.take(video(1, 5_000, true, START));
        track.medium.senderReport(0, NtpTimestamp.fromUnixNs(UNIX_NS), 5_000, START);
        assertThat(track.medium.clockKnown()).isTrue();
    }

    @Test
    void shouldCarryThePublishersClockOn() {
        track.take(video(1, 5_000, true, START));
        track.medium.senderReport(0, NtpTimestamp.fromUnixNs(UNIX_NS), 5_000, START);
        assertThat(NtpTimestamp.toUnixNs(track.medium.ntpTimestamp(START))).isCloseTo(UNIX_NS, within(2L));
        assertThat(track.medium.rtpTimestamp(START)).isEqualTo(5_000);
        long nowNs = START + 1_500 * MS;
        assertThat(NtpTimestamp.toUnixNs(track.medium.ntpTimestamp(nowNs))).isCloseTo(UNIX_NS + 1_500 * MS, within(2L));
        assertThat(track.medium.rtpTimestamp(nowNs)).isEqualTo(5_000 + 135_000);
    }

    @Test
    void shouldCutTimestampsToThirtyTwoBits() {
        track.take(video(1, 0xffff_fff0L, true, START));
        track.medium.senderReport(0, NtpTimestamp.fromUnixNs(UNIX_NS), 0xffff_fff0L, START);
        assertThat(track.medium.rtpTimestamp(START + SECOND)).isEqualTo(90_000 - 16);
    }

    @Test
    void shouldMapTheClockOfAPublisherThatCameBack() {
        track.medium.publicationStarted();
        track.take(video(1, 5_000, true, START));
        track.medium.senderReport(0, NtpTimestamp.fromUnixNs(UNIX_NS), 5_000, START);
        track.medium.publicationStarted();
        assertThat(track.medium.clockKnown())
                .as("the old clock says nothing of the new packets")
                .isFalse();
        track.take(video(900, 40, true, START + 2 * SECOND));
        // Another machine, whose clock is an hour ahead.
        track.medium.senderReport(
                0, NtpTimestamp.fromUnixNs(UNIX_NS + 3_600 * SECOND), 40 + 90, START + 2 * SECOND + MS);
        assertThat(track.medium.clockKnown()).isTrue();
        assertThat(track.medium.rtpTimestamp(START + 2 * SECOND + MS)).isEqualTo(5_000 + 180_000 + 90);
        assertThat(NtpTimestamp.toUnixNs(track.medium.ntpTimestamp(START + 2 * SECOND + MS)))
                .isCloseTo(UNIX_NS + 3_600 * SECOND, within(2L));
    }

    @Test
    void shouldTakeAPacketOnce() {
        assertThat(track.take(video(1, 0, true, START))).isNotNull();
        assertThat(track.take(video(1, 0, true, START))).isNull();
        assertThat(track.take(video(-2_100, 0, false, START)))
                .as("older than the ring")
                .isNull();
    }
}

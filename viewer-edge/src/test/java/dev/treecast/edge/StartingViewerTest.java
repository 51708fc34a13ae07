package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.srtp.DtlsSrtpKeys;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a viewer gets who comes in the middle of a picture group: 30 frames a second, 1 Mbit/s, a keyframe that is worth 400 ms of that. */
class StartingViewerTest {
    private static final long FRAME_NS = 33_333_333;
    private static final int TICKS = 3_000;
    private static final int PACKET_BYTES = 1_000;
    private static final int FRAME_PACKETS = 4;
    private static final int KEYFRAME_PACKETS = 48;

    /** A packet as the viewer sees it. */
    private record Got(int sequence, long timestamp, long atNs) {}

    private final WatchedStream watched = new WatchedStream(Pacing.staggered());
    private final List<Got> got = new ArrayList<>();
    private final List<Got> repeated = new ArrayList<>();
    private final SrtpReceiver receiver = new SrtpReceiver(
            DtlsSrtpKeys.fromExporter(
                            SrtpProfile.AEAD_AES_128_GCM, new byte[SrtpProfile.AEAD_AES_128_GCM.exporterLength()])
                    .clientWrite(),
            SrtpCiphers.best(),
            SrtpOptions.defaults());
    private final RtpPacket packet = new RtpPacket();
    /** The timestamp of the newest frame, and when it came. */
    private long liveTimestamp = 3_000;

    private long liveNs;

    private void receive(byte[] datagram) {
        if ((datagram[1] & 0x7f) >= 64 && (datagram[1] & 0x7f) < 96) {
            return; // RTCP
        }
        int length = receiver.unprotectRtp(datagram, 0, datagram.length);
        assertThat(length).as("decrypts").isPositive();
        assertThat(packet.wrap(datagram, 0, length)).isTrue();
        int sequence = packet.payloadType() == 96
                ? packet.sequenceNumber()
                : (datagram[packet.payloadOffset()] & 0xff) << 8 | datagram[packet.payloadOffset() + 1] & 0xff;
        (packet.payloadType() == 96 ? got : repeated)
                .add(new Got(sequence, packet.timestamp() & 0xffffffffL, watched.loop.nowNs));
    }

    private ViewerSession watch() {
        watched.loop.datagrams = this::receive;
        return watched.watch(96);
    }

    private void frame(boolean keyframe) {
        liveTimestamp += TICKS;
        liveNs = watched.loop.nowNs;
        watched.frame(keyframe, keyframe ? KEYFRAME_PACKETS : FRAME_PACKETS, PACKET_BYTES);
        watched.sentAfter(FRAME_NS);
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            frame(false);
        }
    }

    /** A keyframe and what follows it, until it is so old. */
    private void groupOfAge(long ageNs) {
        frames(120);
        frame(true);
        frames((int) (ageNs / FRAME_NS) - 1);
    }

    /** How long after its capture, by its timestamp, a packet was sent. */
    private double behindMs(Got each) {
        double capturedNs = liveNs - (liveTimestamp - each.timestamp) / 90_000.0 * SECOND;
        return (each.atNs - capturedNs) / MS;
    }

    private void assertThatThereAreNoSeams() {
        for (int i = 1; i < got.size(); i++) {
            assertThat(got.get(i).sequence).as("packet %d", i).isEqualTo(got.get(i - 1).sequence + 1 & 0xffff);
            assertThat(got.get(i).timestamp).as("packet %d", i).isGreaterThanOrEqualTo(got.get(i - 1).timestamp);
        }
    }

    private long framesShown() {
        return got.stream().map(Got::timestamp).distinct().count();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 500, 1_000, 1_600})
    void shouldStartFromTheCacheAndLandAtLive(long ageMs) {
        groupOfAge(ageMs * MS);
        long joinedNs = watched.loop.nowNs;
        watch();
        assertThat(got).as("at once").isNotEmpty();
        assertThat(watched.keyframeRequests).as("nobody is asked").isEmpty();
        frames(90);
        assertThatThereAreNoSeams();
        assertThat(framesShown()).as("nothing is left out").isEqualTo(ageMs * MS / FRAME_NS + 90);
        double late = got.stream().mapToDouble(this::behindMs).max().orElseThrow();
        assertThat(late).as("for the player's clock, ms").isLessThan(300);
        List<Got> later =
                got.stream().filter(each -> each.atNs - joinedNs > 2_600 * MS).toList();
        assertThat(later)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(behindMs(each)).isLessThan(1));
        assertThat(got.getLast().timestamp).as("its own again").isEqualTo(liveTimestamp);
    }

    @Test
    void shouldSendTheFirstPacketsAtOnceAndTheRestAtTwiceTheRate() {
        groupOfAge(SECOND);
        long joinedNs = watched.loop.nowNs;
        watch();
        int atOnce = (StartOptions.defaults().burstBytes() + PACKET_BYTES) / PACKET_BYTES;
        assertThat(got.size()).isBetween(atOnce - 2, atOnce + 1);
        frames(60);
        long timestamp = got.getFirst().timestamp;
        Got lastOfKeyframe = got.get(KEYFRAME_PACKETS - 1);
        assertThat(lastOfKeyframe.timestamp).isEqualTo(timestamp);
        assertThat(got.get(KEYFRAME_PACKETS).timestamp).isGreaterThan(timestamp);
        assertThat(lastOfKeyframe.atNs - joinedNs).isBetween(8 * MS, 30 * MS);
        // With its keyframe, the stream takes 1.3 Mbit/s. After that, in no tenth of a second is it sent more than
        // twice that, a piece aside.
        List<Got> later =
                got.stream().filter(each -> each.timestamp > timestamp).toList();
        for (Got first : later) {
            long packets = later.stream()
                    .filter(each -> each.atNs >= first.atNs && each.atNs < first.atNs + 100 * MS)
                    .count();
            assertThat(packets * (PACKET_BYTES + LayerMeter.OVERHEAD_BYTES) * 80)
                    .isLessThan(2_900_000);
        }
    }

    @Test
    void shouldAskForAKeyframeWhileTheViewerConnectsWhereTheLastIsTooOld() {
        groupOfAge(2 * SECOND + 100 * MS);
        watch();
        assertThat(got).isEmpty();
        assertThat(watched.keyframeRequests).containsExactly(0);
        frame(true);
        frames(10);
        assertThat(watched.keyframeRequests).hasSize(1);
        assertThatThereAreNoSeams();
        assertThat(got.getFirst().timestamp).isEqualTo(liveTimestamp - 10 * TICKS);
        assertThat(framesShown()).isEqualTo(11);
    }

    @Test
    void shouldGoOnWithANewerKeyframeAtOnce() {
        groupOfAge(SECOND);
        watch();
        frames(10);
        frame(true);
        long keyframe = liveTimestamp;
        frames(10);
        assertThatThereAreNoSeams();
        assertThat(got.stream().filter(each -> each.timestamp == keyframe)).hasSize(KEYFRAME_PACKETS);
        assertThat(framesShown()).as("some are left out").isLessThan(30 + 10 + 11);
        Map<Long, Long> packets = got.stream().collect(Collectors.groupingBy(Got::timestamp, Collectors.counting()));
        assertThat(packets.values()).as("none in part").containsOnly((long) FRAME_PACKETS, (long) KEYFRAME_PACKETS);
        assertThat(behindMs(got.getLast())).isLessThan(1);
    }

    @Test
    void shouldNotGoBackInTimeForANewerKeyframeWhileTheOlderOneIsBeingSent() {
        groupOfAge(SECOND);
        watch();
        frame(true);
        frames(90);
        assertThatThereAreNoSeams();
        assertThat(framesShown()).as("nothing is left out").isEqualTo(30 + 1 + 90);
        assertThat(behindMs(got.getLast())).isLessThan(1);
    }

    @Test
    void shouldRepeatUnderTheTimestampOfTheFirstSending() {
        groupOfAge(1_500 * MS);
        ViewerSession viewer = watch();
        frames(12);
        Got lost = got.get(KEYFRAME_PACKETS + 10);
        ask(viewer, lost);
        assertThat(repeated).isNotEmpty();
        assertThat(repeated.getFirst().sequence).isEqualTo(lost.sequence);
        assertThat(repeated.getFirst().timestamp).isEqualTo(lost.timestamp);
        frames(60);
        Got live = got.getLast();
        repeated.clear();
        ask(viewer, live);
        assertThat(repeated.getFirst().timestamp).isEqualTo(live.timestamp).isEqualTo(liveTimestamp);
    }

    private void ask(ViewerSession viewer, Got lost) {
        byte[] datagram = new byte[100];
        int ssrc = watched.stream.media().getFirst().ssrc;
        int length = Nack.write(datagram, 0, datagram.length, 1, ssrc, new int[] {lost.sequence}, 1);
        viewer.rtcp(watched.loop.nowNs, datagram, 0, length);
    }

    @Test
    void shouldSendAPacketThatCameLateOnlyToWhoAsksForIt() {
        frame(true);
        frames(10);
        MediaPacket late = watched.video(false, PACKET_BYTES);
        frames(19);
        watch();
        frames(10);
        int before = got.size();
        watched.deliver(List.of(late));
        assertThat(got).hasSize(before);
        frames(60);
        int gaps = 0;
        for (int i = 1; i < got.size(); i++) {
            gaps += (got.get(i).sequence - got.get(i - 1).sequence & 0xffff) - 1;
        }
        assertThat(gaps).as("the late one's number").isEqualTo(1);
    }

    @Test
    void shouldForgetAViewerWhoLeavesOnItsWay() {
        groupOfAge(SECOND);
        ViewerSession viewer = watch();
        frames(3);
        viewer.close("over");
        int before = got.size();
        frames(10);
        assertThat(got).hasSize(before);
        assertThat(watched.stream.nextDeadlineNs()).isNotEqualTo(LoopSession.NO_DEADLINE);
    }

    @Test
    void shouldCompressTimestampsByWhatIsSentFaster() {
        EdgeTrack track = watched.stream.media().getFirst().published.getFirst();
        groupOfAge(SECOND);
        CatchUp way = Objects.requireNonNull(CatchUp.of(track, StartOptions.defaults(), watched.loop.nowNs));
        KeptPacket first = Objects.requireNonNull(track.ring.get(track.ring.keyframe()));
        long keyframeNs = (long) ((KEYFRAME_PACKETS * (PACKET_BYTES + LayerMeter.OVERHEAD_BYTES) - 12_000)
                * 8.0
                * SECOND
                / way.paceBps());
        double keyframeTicks = way.timestamp(first) - first.timestamp();
        assertThat(keyframeTicks / 90_000 * SECOND)
                .as("the keyframe is as if captured when it has been sent")
                .isCloseTo(SECOND + keyframeNs, within(50.0 * MS));
    }
}

package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static dev.treecast.edge.EdgeFixtures.packet;
import static dev.treecast.edge.EdgeFixtures.vp8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.Vp8PayloadDescriptor;
import dev.treecast.webrtc.srtp.DtlsSrtpKeys;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A viewer of a stream with three layers: what it is sent is one stream without seams, whatever its layer. */
class LayeredViewerTest {
    private static final int TICKS = 3_000;
    private static final long FRAME_NS = 33_333_333;
    private static final long[] TIMESTAMPS = {1_000_000, 7_000_000, 40_000};
    private static final int[] PICTURES = {100, 9_000, 0x7f00};
    /** 150, 600 and 2,400 kbit/s, roughly. */
    private static final int[] PACKETS = {1, 3, 10};

    private static final int[] PAYLOAD_BYTES = {570, 790, 960};

    /** So many packets at most are sent until a viewer has caught up with a second. */
    private static final int CATCHING_UP = 240;

    /** What the viewer got. */
    private record Got(int ssrc, int sequence, int timestamp, int picture, int layer, int transportSequence) {}

    private final WatchedStream watched = new WatchedStream(
            Pacing.burst(),
            List.of(new Track(Codec.VP8, "", "q"), new Track(Codec.VP8, "", "h"), new Track(Codec.VP8, "", "f")));
    private final List<Got> got = new ArrayList<>();
    private final List<Got> repeated = new ArrayList<>();
    private final SrtpReceiver receiver = new SrtpReceiver(
            DtlsSrtpKeys.fromExporter(
                            SrtpProfile.AEAD_AES_128_GCM, new byte[SrtpProfile.AEAD_AES_128_GCM.exporterLength()])
                    .clientWrite(),
            SrtpCiphers.best(),
            SrtpOptions.defaults());
    private final RtpPacket packet = new RtpPacket();
    private final Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();
    private final long[] sequences = {500, 60_000, 7};
    private final boolean[] silent = new boolean[3];
    /** The publisher does not hear what it is asked for. */
    private boolean withheldKeyframes;

    private int frame;

    private void receive(byte[] datagram) {
        if ((datagram[1] & 0x7f) >= 64 && (datagram[1] & 0x7f) < 96) {
            return; // RTCP
        }
        int length = receiver.unprotectRtp(datagram, 0, datagram.length);
        assertThat(length).as("decrypts").isPositive();
        assertThat(packet.wrap(datagram, 0, length)).isTrue();
        int skip = packet.payloadType() == 96 ? 0 : 2;
        assertThat(descriptor.wrap(datagram, packet.payloadOffset() + skip, packet.payloadLength() - skip))
                .isTrue();
        int layer = datagram[packet.payloadOffset() + skip + 7];
        int at = packet.extensionOffset(3);
        int number = (datagram[at] & 0xff) << 8 | datagram[at + 1] & 0xff;
        (skip == 0 ? got : repeated)
                .add(new Got(
                        packet.ssrc(),
                        packet.sequenceNumber(),
                        packet.timestamp(),
                        descriptor.pictureId(),
                        layer,
                        number));
    }

    private ViewerSession watch() {
        watched.loop.datagrams = this::receive;
        return watched.watch(96);
    }

    /** One more picture on every layer; keyframes where they were asked for. */
    private void picture() {
        frame++;
        watched.sentAfter(FRAME_NS);
        List<Integer> keyframes = List.copyOf(watched.keyframeRequests);
        watched.keyframeRequests.clear();
        for (int layer = 0; layer < 3; layer++) {
            long measuredBps = PACKETS[layer] * (PAYLOAD_BYTES[layer] + 56) * 8L * 30;
            watched.publication.bitrateMeasured(layer, silent[layer] ? 0 : measuredBps);
            if (silent[layer]) {
                continue;
            }
            boolean keyframe = frame == 1 || (!withheldKeyframes && keyframes.contains(layer));
            List<MediaPacket> packets = new ArrayList<>();
            for (int i = 0; i < PACKETS[layer]; i++) {
                byte[] head = vp8(PICTURES[layer] + frame & 0x7fff, frame & 0xff);
                byte[] payload = Arrays.copyOf(head, PAYLOAD_BYTES[layer]);
                payload[7] = (byte) layer;
                packets.add(packet(
                        layer,
                        sequences[layer]++,
                        TIMESTAMPS[layer] + (long) frame * TICKS,
                        keyframe && i == 0,
                        payload,
                        watched.loop.nowNs));
            }
            watched.deliver(packets);
        }
        watched.sentAfter(0);
    }

    private void pictures(int count) {
        for (int i = 0; i < count; i++) {
            picture();
        }
    }

    private void estimate(ViewerSession viewer, long bps) {
        byte[] datagram = new byte[100];
        CompoundWriter writer = new CompoundWriter().start(datagram, 0, datagram.length);
        writer.append(new Remb(1, bps, List.of(watched.stream.media().getFirst().ssrc)));
        viewer.rtcp(watched.loop.nowNs, datagram, 0, writer.length());
    }

    private static String rid(ViewerSession viewer, WatchedStream watched) {
        return viewer.status(watched.loop.nowNs).layer().orElseThrow().rid();
    }

    private void assertThatThereAreNoSeams() {
        assertThatThereAreNoSeams(2 * TICKS);
    }

    /** @param pauseTicks what may lie between the last picture of a layer and the first of another */
    private void assertThatThereAreNoSeams(int pauseTicks) {
        for (int i = 1; i < got.size(); i++) {
            Got before = got.get(i - 1);
            Got now = got.get(i);
            assertThat(now.ssrc()).isEqualTo(before.ssrc());
            assertThat(now.sequence() - before.sequence() & 0xffff)
                    .as("packet " + i)
                    .isEqualTo(1);
            int later = now.timestamp() - before.timestamp();
            int newer = now.picture() - before.picture() & 0x7fff;
            if (now.layer() == before.layer()) {
                // Less than a frame apart while it catches up.
                if (i < CATCHING_UP) {
                    assertThat(later).isBetween(0, TICKS);
                } else {
                    assertThat(later).isIn(0, TICKS);
                }
                assertThat(newer).isEqualTo(later == 0 ? 0 : 1);
            } else {
                assertThat(later).as("timestamp of packet " + i).isBetween(1, pauseTicks);
                assertThat(newer).isBetween(1, 1_000);
            }
        }
    }

    @Test
    void shouldStartWithWhatAnUnknownPathCarries() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(3);
        assertThat(rid(viewer, watched)).isEqualTo("h");
        assertThat(got).isNotEmpty().allMatch(each -> each.layer() == 1);
    }

    @Test
    void shouldGoUpAndDownWithoutASeam() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(10);
        for (long bps : new long[] {250_000, 6_000_000, 800_000, 250_000, 6_000_000}) {
            for (int i = 0; i < 150; i++) {
                estimate(viewer, bps);
                picture();
            }
        }
        List<String> layers = viewer.status(watched.loop.nowNs).layer().orElseThrow().decisions().stream()
                .map(LayerStatus.Change::to)
                .toList();
        assertThat(layers).startsWith("h", "q").contains("f");
        assertThat(got.stream().mapToInt(Got::layer).distinct().count()).isEqualTo(3);
        assertThatThereAreNoSeams();
    }

    @Test
    void shouldLeaveALayerThatFallsSilent() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(30);
        silent[1] = true;
        pictures(60);
        assertThat(rid(viewer, watched)).isEqualTo("q");
        assertThat(viewer.status(watched.loop.nowNs)
                        .layer()
                        .orElseThrow()
                        .decisions()
                        .getLast()
                        .reason())
                .contains("sends nothing");
        // It takes a while to be sure that nothing comes.
        assertThatThereAreNoSeams(90_000);
    }

    private void ask(ViewerSession viewer, Got lost) {
        repeated.clear(); // of probes
        byte[] datagram = new byte[100];
        int length = Nack.write(datagram, 0, datagram.length, 1, lost.ssrc(), new int[] {lost.sequence()}, 1);
        viewer.rtcp(watched.loop.nowNs, datagram, 0, length);
    }

    private void goOn(ViewerSession viewer, long estimateBps, int pictures) {
        for (int i = 0; i < pictures; i++) {
            estimate(viewer, estimateBps);
            picture();
        }
    }

    @Test
    void shouldRepairPacketsOfTheLayerBeforeOnTheWayUpAlone() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(10);
        Got lost = got.getLast();
        while (got.getLast().layer() == lost.layer()) {
            lost = got.getLast();
            goOn(viewer, 6_000_000, 1);
        }
        assertThat(got.getLast().layer()).isEqualTo(2);
        ask(viewer, lost);
        assertThat(repeated).hasSize(1);
        assertThat(repeated.getFirst().layer()).isEqualTo(1);
        assertThat(repeated.getFirst().timestamp()).isEqualTo(lost.timestamp());
        assertThat(repeated.getFirst().picture()).isEqualTo(lost.picture());
        lost = got.getLast();
        goOn(viewer, 250_000, 150);
        assertThat(got.getLast().layer()).isZero();
        ask(viewer, lost);
        assertThat(repeated).isEmpty();
    }

    @Test
    void shouldSendNothingOfALayerThatThePathIsFarFromCarrying() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(10);
        goOn(viewer, 6_000_000, 150);
        assertThat(got.getLast().layer()).isEqualTo(2);
        withheldKeyframes = true;
        goOn(viewer, 250_000, 30);
        int before = got.size();
        goOn(viewer, 250_000, 10);
        assertThat(got).as("it waits for the keyframe of a smaller one").hasSize(before);
        withheldKeyframes = false;
        goOn(viewer, 250_000, 30);
        assertThat(got.getLast().layer()).isZero();
        for (int i = 1; i < got.size(); i++) {
            assertThat(got.get(i).sequence() - got.get(i - 1).sequence() & 0xffff)
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldNumberWhateverThePathCarries() {
        pictures(30);
        watch();
        pictures(60);
        List<Integer> numbers = new ArrayList<>();
        got.forEach(each -> numbers.add(each.transportSequence()));
        repeated.forEach(each -> numbers.add(each.transportSequence()));
        assertThat(numbers.stream().sorted().toList())
                .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList());
    }

    @Test
    void shouldWantOnlyLayersThatSomebodyIsSent() {
        pictures(30);
        assertThat(watched.publication.stream().layersWanted()).isEqualTo(0xffff);
        ViewerSession viewer = watch();
        pictures(10);
        assertThat(watched.publication.stream().layersWanted()).isEqualTo(2);
        for (int i = 0; i < 30; i++) {
            estimate(viewer, 250_000);
            picture();
        }
        assertThat(watched.publication.stream().layersWanted()).isEqualTo(1);
        viewer.close("leaves");
        watched.loop.nowNs += SECOND + MS;
        assertThat(watched.publication.stream().layersWanted()).isEqualTo(1);
    }

    @Test
    void shouldHoldToThePinnedLayer() {
        pictures(30);
        ViewerSession viewer = watch();
        pictures(10);
        assertThat(viewer.feed.pin(Optional.of("f"))).isTrue();
        pictures(30);
        assertThat(rid(viewer, watched)).isEqualTo("f");
        assertThat(viewer.feed.pin(Optional.of("nonsense"))).isFalse();
        assertThat(viewer.feed.pin(Optional.empty())).isTrue();
        assertThatThereAreNoSeams();
    }
}

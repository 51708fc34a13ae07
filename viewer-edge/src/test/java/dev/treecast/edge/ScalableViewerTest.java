package dev.treecast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.srtp.DtlsSrtpKeys;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A viewer of one source with spatial and temporal layers: whatever part of it the viewer is sent, it can be decoded and has no gaps. */
class ScalableViewerTest {
    private static final long FRAME_NS = 33_333_333;

    /** Once as it was sent; 0 bytes of payload where a number had to be filled. */
    private record Got(int sequence, int timestamp, int payloadBytes) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Buffered(byte[] payload, boolean marker) {}

    private final WatchedStream watched = new WatchedStream(Pacing.burst(), List.of(new Track(Codec.VP9, "")));
    private final ScalablePublisher publisher = new ScalablePublisher();
    private final ScalableDecoder decoder = new ScalableDecoder();
    private final List<Got> got = new ArrayList<>();
    private final List<Got> repeated = new ArrayList<>();
    /** By number, repeats too. */
    private final TreeMap<Integer, Buffered> buffer = new TreeMap<>();

    private final SrtpReceiver receiver = new SrtpReceiver(
            DtlsSrtpKeys.fromExporter(
                            SrtpProfile.AEAD_AES_128_GCM, new byte[SrtpProfile.AEAD_AES_128_GCM.exporterLength()])
                    .clientWrite(),
            SrtpCiphers.best(),
            SrtpOptions.defaults());
    private final RtpPacket packet = new RtpPacket();

    private void receive(byte[] datagram) {
        if ((datagram[1] & 0x7f) >= 64 && (datagram[1] & 0x7f) < 96) {
            return; // RTCP
        }
        int length = receiver.unprotectRtp(datagram, 0, datagram.length);
        assertThat(packet.wrap(datagram, 0, length)).isTrue();
        boolean original = packet.payloadType() == 96;
        Got one = new Got(packet.sequenceNumber(), packet.timestamp(), packet.payloadLength());
        int at = packet.payloadOffset();
        int number = original ? one.sequence : (datagram[at] & 0xff) << 8 | datagram[at + 1] & 0xff;
        byte[] payload = Arrays.copyOfRange(datagram, original ? at : at + 2, at + one.payloadBytes);
        buffer.putIfAbsent(number, new Buffered(payload, packet.marker()));
        (original ? got : repeated).add(one);
        if (original && one.payloadBytes > 0) {
            decoder.packet(datagram, packet.payloadOffset(), packet.marker());
        }
    }

    private ViewerSession watch() {
        watched.loop.datagrams = this::receive;
        return watched.watch(96);
    }

    private List<MediaPacket> nextPicture() {
        watched.loop.nowNs += FRAME_NS;
        boolean asked = !watched.keyframeRequests.isEmpty();
        watched.keyframeRequests.clear();
        return publisher.next(asked || publisher.picture < 0, watched.loop.nowNs);
    }

    private void pictures(int count) {
        for (int i = 0; i < count; i++) {
            watched.deliver(nextPicture());
            watched.sentAfter(0);
        }
    }

    private void pin(ViewerSession viewer, String layer) {
        assertThat(viewer.feed.pin(Optional.of(layer))).as(layer).isTrue();
    }

    private LayerStatus status(ViewerSession viewer) {
        return viewer.status(watched.loop.nowNs).layer().orElseThrow();
    }

    private void assertThatAllCanBeDecoded() {
        assertThat(decoder.broken).isEmpty();
        for (int i = 1; i < got.size(); i++) {
            assertThat(got.get(i).sequence - got.get(i - 1).sequence & 0xffff)
                    .as("packet " + i)
                    .isEqualTo(1);
        }
    }

    /** What was shown of the last pictures: how many, and the layers of the last one of a temporal cycle. */
    private List<ScalableDecoder.Shown> shownOfLast(int pictures) {
        return decoder.shown.stream()
                .filter(each -> each.picture() > publisher.picture - pictures)
                .toList();
    }

    @Test
    void shouldOfferThePartsThatDiffer() {
        ViewerSession viewer = watch();
        pictures(30);
        assertThat(status(viewer).layers())
                .extracting(LayerStatus.Layer::rid)
                .containsExactly("S0T0", "S0T1", "S0T2", "S1T2", "S2T2");
        assertThat(status(viewer).layers())
                .extracting(LayerStatus.Layer::bitrateBps)
                .isSorted()
                .allMatch(bps -> bps > 0);

        publisher.spatialLayers = 1;
        pictures(60);

        assertThat(status(viewer).layers()).extracting(LayerStatus.Layer::rid).containsExactly("S0T0", "S0T1", "S0T2");
        assertThatAllCanBeDecoded();
    }

    @Test
    void shouldHaveNoLayersWhereTheStreamHasNone() {
        ViewerSession viewer = watch();
        watched.deliver(List.of(watched.video(true, 100), watched.video(false, 100)));
        assertThat(viewer.status(watched.loop.nowNs).layer()).isEmpty();
        assertThat(got).hasSize(2);
    }

    @Test
    void shouldSendWhatEachLayerNeedsAndNoMore() {
        ViewerSession viewer = watch();
        pictures(30);
        for (String layer : List.of("S2T2", "S1T2", "S0T2", "S0T1", "S0T0")) {
            pin(viewer, layer);
            pictures(40);
            assertThat(status(viewer).rid()).isEqualTo(layer);
            int spatial = layer.charAt(1) - '0';
            int temporal = layer.charAt(3) - '0';
            List<ScalableDecoder.Shown> shown = shownOfLast(20);
            assertThat(shown).as(layer).hasSize(5 << temporal);
            assertThat(shown).allMatch(each -> each.spatial() == spatial && each.temporal() <= temporal);
        }
        assertThatAllCanBeDecoded();
    }

    @Test
    void shouldGoDownWithTheNextPicture() {
        ViewerSession viewer = watch();
        pin(viewer, "S0T0"); // as if there were layers already
        pictures(30);
        pin(viewer, "S2T2");
        pictures(30);
        int before = decoder.shown.size();

        pin(viewer, "S1T2");
        pictures(1);

        assertThat(decoder.shown).hasSize(before + 1);
        assertThat(decoder.shown.getLast().spatial()).isEqualTo(1);
        assertThat(watched.keyframeRequests).isEmpty();
        assertThatAllCanBeDecoded();
    }

    @Test
    void shouldGoUpInTimeWithoutAKeyframe() {
        ViewerSession viewer = watch();
        pictures(30);
        pin(viewer, "S0T0");
        pictures(10);
        watched.keyframeRequests.clear();

        pin(viewer, "S0T2");
        pictures(ScalablePublisher.TEMPORAL.length);

        assertThat(status(viewer).rid()).isEqualTo("S0T2");
        assertThat(watched.keyframeRequests).isEmpty();
        pictures(8);
        assertThat(shownOfLast(8)).hasSize(8);
        assertThatAllCanBeDecoded();
    }

    @Test
    void shouldGoUpInSizeWithAKeyframeThatIsAskedFor() {
        ViewerSession viewer = watch();
        pictures(30);
        pin(viewer, "S0T1");
        pictures(10);
        watched.keyframeRequests.clear();

        pin(viewer, "S2T2");

        assertThat(status(viewer).rid()).isEqualTo("S0T1");
        assertThat(watched.keyframeRequests).hasSize(1);
        pictures(1);
        assertThat(status(viewer).rid()).isEqualTo("S2T2");
        pictures(10);
        assertThatAllCanBeDecoded();
    }

    /** Receivers wait for it. */
    @Test
    void shouldMarkTheEndOfPicturesWhoseLargerFramesAreLeftOut() {
        publisher.dropsFrames = true;
        ViewerSession viewer = watch();
        pictures(30);
        for (String layer : List.of("S2T2", "S1T2", "S0T2")) {
            pin(viewer, layer);
            pictures(60);
            assertThat(status(viewer).rid()).isEqualTo(layer);
            int first = publisher.picture - 39;
            pictures(1);
            assertThat(shownOfLast(41).stream()
                            .map(ScalableDecoder.Shown::picture)
                            .filter(picture -> picture < publisher.picture))
                    .as(layer)
                    .containsExactlyElementsOf(
                            IntStream.range(first, publisher.picture).boxed().toList());
        }
        assertThatAllCanBeDecoded();
    }

    /** Nothing that is kept back is sent before the others get it. */
    @Test
    void shouldStartFromTheRingInAnyPart() {
        publisher.dropsFrames = true;
        // Somebody has watched before.
        ViewerSession first = watched.watch(96);
        pictures(40);
        first.close("leaves");
        watched.keyframeRequests.clear();
        ViewerSession viewer = watch();
        pin(viewer, "S1T2");
        for (int i = 0; i < 60; i++) {
            watched.deliver(nextPicture());
            watched.sentAfter(FRAME_NS / 2);
        }
        assertThat(status(viewer).rid()).isEqualTo("S1T2");
        assertThatAllCanBeDecoded();
    }

    private void estimate(ViewerSession viewer, long bps) {
        byte[] datagram = new byte[100];
        CompoundWriter writer = new CompoundWriter().start(datagram, 0, datagram.length);
        writer.append(new Remb(1, bps, List.of(watched.stream.media().getFirst().ssrc)));
        viewer.rtcp(watched.loop.nowNs, datagram, 0, writer.length());
    }

    @Test
    void shouldFollowTheEstimate() {
        ViewerSession viewer = watch();
        pictures(30);
        for (long bps : new long[] {12_000_000, 60_000, 600_000, 12_000_000, 1_500_000, 60_000, 12_000_000}) {
            for (int i = 0; i < 150; i++) {
                estimate(viewer, bps);
                pictures(1);
            }
        }
        assertThat(status(viewer).decisions())
                .extracting(LayerStatus.Change::to)
                .contains("S0T0", "S1T2", "S2T2");
        assertThatAllCanBeDecoded();
    }

    private void ask(ViewerSession viewer, int sequence) {
        repeated.clear(); // of probes
        byte[] datagram = new byte[100];
        int ssrc = watched.stream.media().getFirst().ssrc;
        int length = Nack.write(datagram, 0, datagram.length, 1, ssrc, new int[] {sequence}, 1);
        viewer.rtcp(watched.loop.nowNs, datagram, 0, length);
    }

    /** Pictures of the smaller one still refer to it. */
    @Test
    void shouldRepairWhatWasSentBeforeTheWayDown() {
        ViewerSession viewer = watch();
        pictures(30);
        pin(viewer, "S2T2");
        pictures(30);
        Got lost = got.get(got.size() - 10);
        pin(viewer, "S0T2");
        pictures(2);
        assertThat(status(viewer).rid()).isEqualTo("S0T2");

        ask(viewer, lost.sequence);

        assertThat(repeated).hasSize(1);
        assertThat(repeated.getFirst().timestamp).isEqualTo(lost.timestamp);
    }

    /** One that is missing may be one that the viewer is to get, so a number waits for it. */
    @Test
    void shouldFillTheNumberOfAPacketThatTurnsOutToBeNobodys() {
        ViewerSession viewer = watch();
        pictures(30);
        pin(viewer, "S0T2");
        pictures(10);
        List<MediaPacket> picture = nextPicture();
        MediaPacket late = picture.remove(3);
        assertThat(late.layer().spatial()).isEqualTo(1);
        watched.deliver(picture);
        pictures(3);
        int before = got.size();
        int gap = got.get(before - 7).sequence;

        watched.deliver(List.of(late));

        assertThat(got).hasSize(before + 1);
        assertThat(got.getLast().payloadBytes).isZero();
        assertThat(got.getLast().sequence).isEqualTo(gap + 1 & 0xffff);
        ask(viewer, got.getLast().sequence);
        assertThat(repeated).hasSize(1);
        pictures(5);
        assertThat(got.stream().map(Got::sequence).distinct().count()).isEqualTo(got.size());
        assertThat(decoder.broken).isEmpty();
    }

    /** Losses on the way from the publisher that are recovered, and viewers that go anywhere at any time. */
    @Test
    void shouldSurviveAnything() {
        publisher.dropsFrames = true;
        SplittableRandom random = new SplittableRandom(11);
        ViewerSession viewer = watch();
        pictures(30);
        List<MediaPacket> recovered = new ArrayList<>();
        for (int round = 0; round < 3_000; round++) {
            if (random.nextInt(7) == 0) {
                pin(viewer, List.of("S0T0", "S0T1", "S0T2", "S1T2", "S2T2").get(random.nextInt(5)));
            }
            List<MediaPacket> picture = new ArrayList<>(recovered);
            recovered.clear();
            for (MediaPacket each : nextPicture()) {
                (random.nextInt(100) == 0 ? recovered : picture).add(each);
            }
            watched.deliver(picture);
            watched.sentAfter(0);
            // As a viewer does, who does not ask for what is on its way.
            int last = buffer.lastKey();
            for (int number = Math.max(buffer.firstKey(), last - 100); number < last - 20; number++) {
                if (!buffer.containsKey(number)) {
                    ask(viewer, number);
                }
            }
        }
        watched.deliver(recovered);
        pictures(10);
        assertThat(got.stream().map(Got::sequence).distinct().count())
                .as("each number is given once")
                .isEqualTo(got.size());
        assertThat(buffer.lastKey() - buffer.firstKey() + 1)
                .as("and none is missing")
                .isEqualTo(buffer.size());
        ScalableDecoder inOrder = new ScalableDecoder();
        buffer.values().stream()
                .filter(each -> each.payload.length > 0)
                .forEach(each -> inOrder.packet(each.payload, 0, each.marker));
        assertThat(inOrder.broken).isEmpty();
        assertThat(inOrder.shown.stream().map(ScalableDecoder.Shown::spatial).distinct())
                .hasSize(3);
    }
}

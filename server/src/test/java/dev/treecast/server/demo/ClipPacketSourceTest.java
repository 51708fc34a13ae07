package dev.treecast.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.treecast.server.demo.PacketizerTest.Payload;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClipPacketSourceTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long START = -5 * SECOND; // nanoTime may be negative

    private final List<Payload> payloads = new ArrayList<>();

    /** Frame and packet i carry i as their second byte; keyframes at 0 and 15 of 30 frames (1 s), 50 Opus packets of 20 ms. */
    private static DemoClip clip(int audioPackets) {
        return clip(audioPackets, 15);
    }

    private static DemoClip clip(int audioPackets, int keyframeEvery) {
        byte[][] frames = new byte[30][];
        for (int i = 0; i < 30; i++) {
            frames[i] = new byte[] {(byte) (i % keyframeEvery == 0 ? 0x10 : 0x11), (byte) i};
        }
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < audioPackets; i++) {
            packets.add(new byte[] {(byte) 0xfc, (byte) i});
        }
        byte[] video = IvfReaderTest.ivf(frames);
        List<DemoClip.VideoFrame> index = IvfReader.read(video).frames().stream()
                .map(frame -> new DemoClip.VideoFrame(frame.offset(), frame.length(), video[frame.offset()] == 0x10))
                .toList();
        return new DemoClip(video, index, 3_000, packets, 960);
    }

    private List<Integer> played(MediaKind kind) {
        return payloads.stream()
                .filter(payload -> payload.kind() == kind)
                .map(payload -> (int) payload.bytes()[kind == MediaKind.VIDEO ? 5 : 1])
                .toList();
    }

    private List<Payload> of(MediaKind kind) {
        return payloads.stream().filter(payload -> payload.kind() == kind).toList();
    }

    @Test
    void shouldSendWhatIsDueAndSayWhenTheNextIs() {
        ClipPacketSource source = new ClipPacketSource(clip(50), new Random(1));

        assertThat(source.poll(START, PacketizerTest.into(payloads))).isEqualTo(START + 20 * MS);
        assertThat(played(MediaKind.VIDEO)).containsExactly(0);
        assertThat(played(MediaKind.AUDIO)).containsExactly(0);

        assertThat(source.poll(START + 20 * MS - 1, PacketizerTest.into(payloads)))
                .isEqualTo(START + 20 * MS);
        assertThat(payloads).hasSize(2);

        assertThat(source.poll(START + 20 * MS, PacketizerTest.into(payloads))).isEqualTo(START + 33_333_333);
        source.poll(START + 100 * MS, PacketizerTest.into(payloads));
        assertThat(played(MediaKind.VIDEO)).containsExactly(0, 1, 2, 3);
        assertThat(played(MediaKind.AUDIO)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void shouldLoopWithTimestampsAndPictureIdsThatRunOn() {
        ClipPacketSource source = new ClipPacketSource(clip(51), new Random(2)); // 20 ms more sound than picture
        for (long now = START; now < START + 3 * SECOND; now += 10 * MS) {
            source.poll(now, PacketizerTest.into(payloads));
        }

        assertThat(played(MediaKind.VIDEO)).hasSize(90);
        assertThat(played(MediaKind.AUDIO)).hasSize(150);
        for (int i = 0; i < 90; i++) {
            Payload frame = of(MediaKind.VIDEO).get(i);
            Payload first = of(MediaKind.VIDEO).getFirst();
            assertThat(played(MediaKind.VIDEO).get(i)).isEqualTo(i % 30);
            assertThat(frame.rtpTimestamp()).isEqualTo(first.rtpTimestamp() + 3_000 * i);
            assertThat(frame.pictureId()).isEqualTo(first.pictureId() + i & 0x7fff);
        }
        for (int i = 0; i < 150; i++) {
            Payload first = of(MediaKind.AUDIO).getFirst();
            assertThat(played(MediaKind.AUDIO).get(i)).isEqualTo(i % 50);
            assertThat(of(MediaKind.AUDIO).get(i).rtpTimestamp()).isEqualTo(first.rtpTimestamp() + 960 * i);
        }
    }

    @Test
    void shouldJumpToTheNextKeyframeWhenAsked() {
        ClipPacketSource source = new ClipPacketSource(clip(50), new Random(3));
        play(source, 0, 550); // frames 0 to 16, 15 a keyframe
        assertThat(played(MediaKind.VIDEO)).last().isEqualTo(16);

        source.requestKeyframe();
        play(source, 550, 999); // not before 500 ms after that keyframe: then it is the clip's start
        assertThat(played(MediaKind.VIDEO)).last().isEqualTo(29);
        play(source, 999, 1_550);
        assertThat(played(MediaKind.VIDEO)).hasSize(47).last().isEqualTo(16);

        payloads.clear();
        play(source, 1_550, 1_999); // the wish was fulfilled once: nothing more happens
        source.requestKeyframe(); // frame 0 would be next anyway
        play(source, 1_999, 2_100);
        assertThat(played(MediaKind.VIDEO))
                .containsExactly(17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 0, 1, 2, 3);

        play(source, 2_100, 2_520);
        payloads.clear();
        play(source, 2_520, 2_600);
        assertThat(played(MediaKind.VIDEO)).containsExactly(16, 17, 18);
    }

    @Test
    void shouldJumpAtOnceWhenTheLastKeyframeIsLongPast() {
        ClipPacketSource source = new ClipPacketSource(clip(50, 20), new Random(3)); // keyframes 0 and 20
        play(source, 0, 550);
        payloads.clear();

        source.requestKeyframe();
        play(source, 550, 620);

        assertThat(played(MediaKind.VIDEO)).containsExactly(20, 21);
        assertThat(of(MediaKind.VIDEO).getFirst().startsKeyFrame()).isTrue();
    }

    /** Polls every millisecond after {@code fromMs} up to and with {@code toMs}. */
    private void play(ClipPacketSource source, int fromMs, int toMs) {
        for (int ms = fromMs; ms <= toMs; ms++) {
            source.poll(START + ms * MS, PacketizerTest.into(payloads));
        }
    }

    @Test
    void shouldKeepSoundWithinHalfAPacketOfThePictureAfterAJump() {
        ClipPacketSource source = new ClipPacketSource(clip(50), new Random(4));
        for (long now = START; now <= START + 767 * MS; now += MS) {
            source.poll(now, PacketizerTest.into(payloads)); // up to frame 23, 233 ms after the keyframe at 500 ms
        }
        for (long now = START + 768 * MS; now < START + 5 * SECOND; now += MS) {
            source.requestKeyframe();
            source.poll(now, PacketizerTest.into(payloads));
        }

        List<Integer> frames = played(MediaKind.VIDEO);
        assertThat(frames.subList(0, 24)).last().isEqualTo(23);
        assertThat(frames).hasSize(150);
        int firstVideo = of(MediaKind.VIDEO).getFirst().rtpTimestamp();
        int firstAudio = of(MediaKind.AUDIO).getFirst().rtpTimestamp();
        for (int i = 0; i < frames.size(); i++) {
            assertThat(of(MediaKind.VIDEO).get(i).rtpTimestamp() - firstVideo).isEqualTo(3_000 * i);
        }
        int compared = 0;
        for (Payload packet : of(MediaKind.AUDIO)) {
            double atMs = (packet.rtpTimestamp() - firstAudio) / 48.0;
            int frame = Math.min(frames.size() - 1, (int) (atMs * 30 / 1_000 + 1e-6));
            double pictureMs = (frames.get(frame) * 1_000 / 30.0 + atMs - frame * 1_000 / 30.0) % 1_000;
            double apart = Math.abs(packet.bytes()[1] * 20 - pictureMs);
            assertThat(Math.min(apart, 1_000 - apart)).as("at %s ms", atMs).isLessThanOrEqualTo(10.1);
            compared++;
        }
        assertThat(compared).isEqualTo(250);
        assertThat(of(MediaKind.VIDEO).stream().filter(Payload::startsKeyFrame).count())
                .isBetween(9L, 11L);
    }

    @Test
    void shouldSkipSlotsAfterTheMachineSlept() {
        ClipPacketSource source = new ClipPacketSource(clip(50), new Random(5));
        source.poll(START, PacketizerTest.into(payloads));
        int video = of(MediaKind.VIDEO).getFirst().rtpTimestamp();
        int audio = of(MediaKind.AUDIO).getFirst().rtpTimestamp();
        payloads.clear();

        long next = source.poll(START + 3_600 * SECOND, PacketizerTest.into(payloads));

        assertThat(next).isEqualTo(START + 3_600 * SECOND + 20 * MS);
        assertThat(played(MediaKind.VIDEO)).containsExactly(1);
        assertThat(of(MediaKind.VIDEO).getFirst().rtpTimestamp() - video).isEqualTo(3_600 * 90_000);
        assertThat(of(MediaKind.AUDIO)).hasSize(1);
        assertThat(of(MediaKind.AUDIO).getFirst().rtpTimestamp() - audio).isEqualTo(3_600 * 48_000);
        assertThat(played(MediaKind.AUDIO).getFirst()).isBetween(1, 2); // what belongs to frame 1
    }

    @Test
    void shouldRelateTimestampsToTimeForSenderReports() {
        ClipPacketSource source = new ClipPacketSource(clip(50), new Random(6));
        source.poll(START, PacketizerTest.into(payloads));
        int video = of(MediaKind.VIDEO).getFirst().rtpTimestamp();
        int audio = of(MediaKind.AUDIO).getFirst().rtpTimestamp();

        assertThat(source.rtpTimestampAt(MediaKind.VIDEO, START)).isEqualTo(video);
        assertThat(source.rtpTimestampAt(MediaKind.VIDEO, START + 100 * MS) - video)
                .isEqualTo(9_000);
        long days = 30 * 86_400L;
        assertThat(source.rtpTimestampAt(MediaKind.AUDIO, START + days * SECOND) - audio)
                .isEqualTo((int) (days * 48_000));
    }

    @Test
    void shouldAllocateNothingPerPayload() {
        ClipPacketSource source = new ClipPacketSource(DemoClip.bundled(), new Random(7));
        long[] bytes = new long[1];
        RtpPayloadSink sink = (kind, payload, offset, length, marker, timestamp) -> bytes[0] += length;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long now = START;
        for (int i = 0; i < 20_000; i++, now += MS) {
            source.poll(now, sink);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20_000; i++, now += MS) {
            source.poll(now, sink);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes[0]).isGreaterThan(4_000_000);
        assertThat(allocated).isLessThan(4_096); // 7,000 payloads: less than a byte each
    }

    @Test
    void shouldBundleTenSecondsThatLoop() {
        DemoClip clip = DemoClip.bundled();

        assertThat(clip.frames()).hasSize(300);
        assertThat(clip.frameTicks()).isEqualTo(3_000);
        assertThat(clip.frames().stream().filter(DemoClip.VideoFrame::keyFrame).count())
                .isBetween(1L, 2L);
        assertThat(clip.audioPackets().size() * clip.audioPacketSamples()).isBetween(48_000 * 10, 48_000 * 10 + 960);
        assertThat(clip.video().length).isBetween(2_300_000, 3_400_000);
    }

    @Test
    void shouldRefuseAClipThatCannotBeLooped() {
        byte[] opus = OggOpusReaderTest.ogg(
                255,
                "OpusHead\1\2\0\0\0\0\0\0\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                "OpusTags".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[] {(byte) 0xfc, 0});

        assertThat(DemoClip.parse(IvfReaderTest.ivf(new byte[] {0x10}, new byte[] {0x11}), opus)
                        .frameTicks())
                .isEqualTo(3_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoClip.parse(IvfReaderTest.ivf(new byte[] {0x11}, new byte[] {0x11}), opus))
                .withMessageContaining("keyframe");
        byte[] unsteady = IvfReaderTest.ivf(new byte[] {0x10}, new byte[] {0x11}, new byte[] {0x11});
        unsteady[32 + 2 * 13 + 4] = 9;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoClip.parse(unsteady, opus))
                .withMessageContaining("frame rate is not constant");
    }
}

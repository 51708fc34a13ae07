package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static dev.treecast.edge.EdgeFixtures.packet;
import static dev.treecast.edge.EdgeFixtures.video;
import static dev.treecast.edge.EdgeFixtures.vp8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.Codec;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MediumSpliceTest {
    private static final long START = 10 * SECOND;

    private final MediumSplice splice = new MediumSplice(Codec.H264, 1);

    @Test
    void shouldHandTheFirstPublicationOnAsItIs() {
        splice.publicationStarted();
        MediaPacket delta = video(500, 9_000, false, START);
        MediaPacket key = video(502, 15_000, true, START);
        MediaPacket reordered = video(501, 12_000, false, START);
        MediaPacket older = video(499, 6_000, false, START);
        assertThat(splice.map(0, delta)).isSameAs(delta);
        assertThat(splice.map(0, key)).isSameAs(key);
        assertThat(splice.map(0, reordered)).isSameAs(reordered);
        assertThat(splice.map(0, older)).as("from before the first to arrive").isSameAs(older);
    }

    @Test
    void shouldContinueSequenceNumbersAndTimestampsByTheTimeThatPassed() {
        first();
        MediaPacket key = map(video(5_000, 777_000, true, START + 3 * SECOND));
        assertThat(key.sequence()).isEqualTo(103);
        assertThat(key.timestamp()).isEqualTo(6_000 + 3 * 90_000);
        assertThat(key.startsKeyframe()).isTrue();
        assertThat(key.arrivedNs()).isEqualTo(START + 3 * SECOND);
        MediaPacket next = map(video(5_001, 780_000, false, START + 3 * SECOND + 33 * MS));
        assertThat(next.sequence()).isEqualTo(104);
        assertThat(next.timestamp()).isEqualTo(6_000 + 3 * 90_000 + 3_000);
    }

    @Test
    void shouldContinueFromTheNewestPacketNotTheLastToArrive() {
        splice.publicationStarted();
        map(video(100, 0, true, START));
        map(video(102, 6_000, false, START + 60 * MS));
        map(video(101, 3_000, false, START + 90 * MS));
        splice.publicationStarted();
        MediaPacket key = map(video(1, 0, true, START + 160 * MS));
        assertThat(key.sequence()).isEqualTo(103);
        assertThat(key.timestamp()).isEqualTo(6_000 + 100 * 90);
    }

    @Test
    void shouldDropWhatComesBeforeTheKeyframe() {
        first();
        assertThat(splice.map(0, video(4_998, 771_000, false, START + SECOND))).isNull();
        assertThat(splice.map(0, video(4_999, 774_000, false, START + SECOND))).isNull();
        map(video(5_000, 777_000, true, START + SECOND));
        assertThat(splice.map(0, video(4_999, 774_000, false, START + SECOND)))
                .as("recovered, but of a frame that cannot be decoded")
                .isNull();
    }

    @Test
    void shouldPutRecoveredPacketsWhereTheyBelong() {
        first();
        map(video(5_000, 777_000, true, START + SECOND));
        MediaPacket later = map(video(5_003, 786_000, false, START + SECOND));
        MediaPacket recovered = map(video(5_001, 780_000, false, START + SECOND));
        assertThat(later.sequence()).isEqualTo(106);
        assertThat(recovered.sequence()).isEqualTo(104);
        assertThat(later.timestamp() - recovered.timestamp()).isEqualTo(6_000);
    }

    @Test
    void shouldNeverGiveTwoFramesOneTimestamp() {
        first();
        MediaPacket key = map(video(5_000, 777_000, true, START - SECOND));
        assertThat(key.timestamp()).isEqualTo(6_001);
    }

    @Test
    void shouldContinueOverManyPublications() {
        first();
        long sequence = 102;
        long timestamp = 6_000;
        for (int i = 1; i <= 5; i++) {
            splice.publicationStarted();
            MediaPacket key = map(video(i * 9_973L, i * 1_000_003L, true, START + i * SECOND));
            assertThat(key.sequence()).isEqualTo(++sequence);
            assertThat(key.timestamp()).isEqualTo(timestamp += 90_000);
        }
    }

    @Test
    void shouldTakeAPublicationWithoutPacketsForNone() {
        first();
        splice.publicationStarted();
        splice.publicationStarted();
        assertThat(map(video(1, 0, true, START + SECOND)).sequence()).isEqualTo(103);
    }

    @Test
    void shouldStartAudioAtOnce() {
        MediumSplice sound = new MediumSplice(Codec.OPUS, 1);
        sound.publicationStarted();
        MediaPacket first = video(10, 960, false, START);
        assertThat(sound.map(0, first)).isSameAs(first);
        sound.publicationStarted();
        MediaPacket second = Objects.requireNonNull(sound.map(0, video(900, 48, false, START + 500 * MS)));
        assertThat(second.sequence()).isEqualTo(11);
        assertThat(second.timestamp()).isEqualTo(960 + 24_000);
    }

    @Test
    void shouldContinuePictureIds() {
        MediumSplice pictures = new MediumSplice(Codec.VP8, 1);
        pictures.publicationStarted();
        pictures.map(0, packet(0, 1, 0, true, vp8(0x7ffe, 254), START));
        pictures.map(0, packet(0, 2, 3_000, false, vp8(0x7fff, 255), START));
        pictures.publicationStarted();
        byte[] payload = vp8(77, 9);
        MediaPacket key = Objects.requireNonNull(pictures.map(0, packet(0, 1, 0, true, payload, START + SECOND)));
        assertThat(key.payload()).isEqualTo(vp8(0, 0));
        assertThat(payload).as("others share it").isEqualTo(vp8(77, 9));
    }

    @Test
    void shouldMapSenderReportsOnceItHasAnchored() {
        assertThat(splice.mapTimestamp(0, 1)).isNull();
        first();
        assertThat(splice.mapTimestamp(0, 777_000)).as("no keyframe yet").isNull();
        map(video(5_000, 777_000, true, START + SECOND));
        assertThat(splice.mapTimestamp(0, 777_090)).isEqualTo(6_000 + 90_000 + 90);
    }

    /** A first publication of packets 100 to 102, timestamps 0 to 6,000, all at START; then another begins. */
    private void first() {
        splice.publicationStarted();
        map(video(100, 0, true, START));
        map(video(101, 3_000, false, START));
        map(video(102, 6_000, false, START));
        splice.publicationStarted();
    }

    private MediaPacket map(MediaPacket packet) {
        return Objects.requireNonNull(splice.map(0, packet), "dropped");
    }
}

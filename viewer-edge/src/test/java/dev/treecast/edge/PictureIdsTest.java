package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.vp8;
import static dev.treecast.edge.EdgeFixtures.vp8Short;
import static dev.treecast.edge.EdgeFixtures.vp9;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtp.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureIdsTest {
    private final Resumed vp8 = new Resumed(Codec.VP8);

    @Test
    void shouldLeaveTheFirstPublicationAlone() {
        byte[] payload = vp8(5, 3);
        assertThat(vp8.map(payload)).isSameAs(payload);
        byte[] jump = vp8(9_000, 200);
        assertThat(vp8.map(jump)).isSameAs(jump);
    }

    @Test
    void shouldContinueFifteenBitIdsOverTheirWrap() {
        vp8.map(vp8(0x7ffe, 10));
        vp8.resume(vp8(300, 10));
        assertThat(vp8.map(vp8(300, 10))).isEqualTo(vp8(0x7fff, 11));
        assertThat(vp8.map(vp8(301, 11))).isEqualTo(vp8(0, 12));
        assertThat(vp8.map(vp8(302, 12))).isEqualTo(vp8(1, 13));
    }

    @Test
    void shouldContinueSevenBitIdsOverTheirWrap() {
        vp8.map(vp8Short(126));
        vp8.resume(vp8Short(3));
        assertThat(vp8.map(vp8Short(3))).isEqualTo(vp8Short(127));
        assertThat(vp8.map(vp8Short(4))).isEqualTo(vp8Short(0));
    }

    @Test
    void shouldContinueTheBaseLayersIndexOverItsWrap() {
        vp8.map(vp8(1, 255));
        vp8.resume(vp8(1, 100));
        assertThat(vp8.map(vp8(1, 100))).isEqualTo(vp8(2, 0));
        assertThat(vp8.map(vp8(2, 100))).isEqualTo(vp8(3, 0));
        assertThat(vp8.map(vp8(3, 101))).isEqualTo(vp8(4, 1));
    }

    @Test
    void shouldGoOnFromTheNewestIdNotTheLastOne() {
        vp8.map(vp8(10, 4));
        vp8.map(vp8(12, 6));
        vp8.map(vp8(11, 5));
        vp8.resume(vp8(500, 50));
        assertThat(vp8.map(vp8(500, 50))).isEqualTo(vp8(13, 7));
        assertThat(vp8.map(vp8(502, 52))).isEqualTo(vp8(15, 9));
        assertThat(vp8.map(vp8(501, 51))).as("reordered").isEqualTo(vp8(14, 8));
        vp8.resume(vp8(0, 0));
        assertThat(vp8.map(vp8(0, 0))).isEqualTo(vp8(16, 10));
    }

    @Test
    void shouldWriteIntoACopy() {
        vp8.map(vp8(10, 4));
        byte[] payload = vp8(500, 50);
        vp8.resume(payload);
        byte[] mapped = vp8.map(payload);
        assertThat(mapped).isNotSameAs(payload);
        assertThat(payload).isEqualTo(vp8(500, 50));
    }

    @Test
    void shouldGoOnFromWideIdsToNarrowOnesAndBack() {
        vp8.map(vp8(300, 1));
        vp8.resume(vp8Short(90));
        assertThat(vp8.map(vp8Short(90))).isEqualTo(vp8Short(301 & 0x7f));
        assertThat(vp8.map(vp8Short(91))).isEqualTo(vp8Short(302 & 0x7f));
        vp8.resume(vp8(7_000, 1));
        assertThat(vp8.map(vp8(7_000, 1))).isEqualTo(vp8((302 & 0x7f) + 1, 2));
    }

    @Test
    void shouldLeavePayloadsWithoutIdsAlone() {
        byte[] bare = {0x10, 1, 42};
        vp8.map(vp8(10, 4));
        vp8.resume(bare);
        assertThat(vp8.map(bare)).isSameAs(bare);
        byte[] cut = {(byte) 0x90};
        assertThat(vp8.map(cut)).isSameAs(cut);
        vp8.resume(vp8(77, 9));
        assertThat(vp8.map(vp8(77, 9))).as("goes on where ids were last").isEqualTo(vp8(11, 5));
    }

    @Test
    void shouldContinueIdsOfVp9() {
        Resumed vp9 = new Resumed(Codec.VP9);
        byte[] first = vp9(0x7fff, 255);
        assertThat(vp9.map(first)).isSameAs(first);
        byte[] payload = vp9(600, 60);
        vp9.resume(payload);
        assertThat(vp9.map(payload)).isEqualTo(vp9(0, 0));
        assertThat(vp9.map(vp9(601, 61))).isEqualTo(vp9(1, 1));
        assertThat(payload).isEqualTo(vp9(600, 60));
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1", "OPUS"})
    void shouldNotTouchOtherCodecs(Codec codec) {
        Resumed none = new Resumed(codec);
        none.map(vp8(10, 4));
        byte[] payload = vp8(500, 50);
        none.resume(payload);
        assertThat(none.map(payload)).isSameAs(payload);
    }

    /** Publications of one layer, one after the other. */
    private static final class Resumed {
        private final PictureIds ids;
        private int pictureIdOffset;
        private int tl0PicIdxOffset;

        Resumed(Codec codec) {
            ids = new PictureIds(codec);
        }

        void resume(byte[] payload) {
            pictureIdOffset = ids.pictureIdOffset(payload);
            tl0PicIdxOffset = ids.tl0PicIdxOffset(payload);
        }

        byte[] map(byte[] payload) {
            return ids.map(payload, pictureIdOffset, tl0PicIdxOffset);
        }
    }
}

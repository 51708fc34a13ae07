package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceNumbersTest {
    @Test
    void shouldCompareAcrossTheWrap() {
        assertThat(SequenceNumbers.isNewer(0, 65_535)).isTrue();
        assertThat(SequenceNumbers.isNewer(65_535, 0)).isFalse();
        assertThat(SequenceNumbers.isNewer(5, 5)).isFalse();
        assertThat(SequenceNumbers.distance(65_530, 4)).isEqualTo(10);
        assertThat(SequenceNumbers.distance(4, 65_530)).isEqualTo(-10);
        // Undefined by RFC 1982: neither is newer.
        assertThat(SequenceNumbers.isNewer(0, 32_768)).isFalse();
        assertThat(SequenceNumbers.isNewer(32_768, 0)).isFalse();
        assertThat(SequenceNumbers.plus(65_535, 2)).isEqualTo(1);
        assertThat(SequenceNumbers.plus(0, -1)).isEqualTo(65_535);
    }

    @Test
    void shouldUnwrapSequenceNumbers() {
        SequenceUnwrapper unwrapper = new SequenceUnwrapper();

        assertThat(unwrapper.unwrap(65_534)).isEqualTo(65_534);
        assertThat(unwrapper.peek(3)).isEqualTo(65_539);
        assertThat(unwrapper.unwrap(1)).isEqualTo(65_537);
        assertThat(unwrapper.unwrap(65_535)).isEqualTo(65_535);
        assertThat(unwrapper.unwrap(2)).isEqualTo(65_538);
        SequenceUnwrapper early = new SequenceUnwrapper();
        early.unwrap(0);
        assertThat(early.unwrap(65_535)).isEqualTo(-1);
        assertThat(early.unwrap(1)).isEqualTo(1);
    }

    @Test
    void shouldUnwrapTimestamps() {
        TimestampUnwrapper unwrapper = new TimestampUnwrapper();

        assertThat(unwrapper.unwrap(-10)).isEqualTo(0xffff_fff6L);
        assertThat(unwrapper.unwrap(20)).isEqualTo(0x1_0000_0014L);
        assertThat(unwrapper.unwrap(-1)).isEqualTo(0xffff_ffffL);
        assertThat(unwrapper.peek(21)).isEqualTo(0x1_0000_0015L);
    }
}

package dev.treecast.tree.sframe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.TestVectors;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SFrameHeaderTest {
    private final SFrameHeader header = new SFrameHeader();

    @Test
    void shouldWriteAndReadTheVectors() {
        List<String> vectors = TestVectors.lines(getClass(), "headers.txt");
        assertThat(vectors).hasSize(289);
        for (String vector : vectors) {
            String[] parts = vector.split(" ", -1);
            long keyId = Long.parseUnsignedLong(parts[0]);
            long counter = Long.parseUnsignedLong(parts[1]);
            byte[] out = new byte[SFrameHeader.BYTES_MAX];
            int length = SFrameHeader.write(keyId, counter, out, 0);
            assertThat(HexFormat.of().formatHex(out, 0, length)).isEqualTo(parts[2]);
            assertThat(SFrameHeader.length(keyId, counter)).isEqualTo(length);
            assertThat(header.parse(out, 0, length)).isTrue();
            assertThat(List.of(header.keyId(), header.counter(), (long) header.length()))
                    .containsExactly(keyId, counter, (long) length);
            assertThat(header.parse(out, 0, length - 1)).as("cut off").isFalse();
        }
    }

    @Test
    void shouldReadTheShortestFormOnly() {
        assertThat(header.parse(new byte[] {(byte) 0x80, 7}, 0, 2)).isFalse();
        assertThat(header.parse(new byte[] {0x08, 7}, 0, 2)).isFalse();
        assertThat(header.parse(new byte[] {0x09, 0, (byte) 0xff}, 0, 3)).isFalse();
        assertThat(header.parse(new byte[] {(byte) 0x80, 8}, 0, 2)).isTrue();
    }

    @Test
    void shouldReadWhereItStands() {
        byte[] bytes = new byte[40];
        Arrays.fill(bytes, (byte) 0xee);
        int length = SFrameHeader.write(0x123, 0x4567, bytes, 11);
        assertThat(header.parse(bytes, 11, length)).isTrue();
        assertThat(header.keyId()).isEqualTo(0x123);
        assertThat(header.counter()).isEqualTo(0x4567);
        assertThat(bytes[10]).isEqualTo((byte) 0xee);
        assertThat(bytes[11 + length]).isEqualTo((byte) 0xee);
    }
}

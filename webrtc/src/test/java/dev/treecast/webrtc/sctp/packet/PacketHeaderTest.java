package dev.treecast.webrtc.sctp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The common header, and CRC32c by the vectors of RFC 3720 appendix B.4, whose checksum SCTP uses. */
class PacketHeaderTest {
    private final CRC32C crc = new CRC32C();

    @ParameterizedTest
    @CsvSource({"00, 8A9136AA", "FF, 62A8AB43"})
    void shouldComputeTheVectorsOfOneByteRepeated(String value, String expected) {
        byte[] b = HexFormat.of().parseHex(value.repeat(32));
        crc.update(b);
        assertThat(crc.getValue()).isEqualTo(Long.parseLong(expected, 16));
    }

    @Test
    void shouldComputeTheVectorOfAscendingBytes() {
        for (int i = 0; i < 32; i++) {
            crc.update(i);
        }
        assertThat(crc.getValue()).isEqualTo(0x46DD794EL);
    }

    @Test
    void shouldComputeTheCheckValue() {
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xE3069283L);
    }

    @Test
    void shouldPutTheChecksumInLowByteFirst() {
        PacketWriter writer = new PacketWriter(100);
        writer.start(5000, 5001, 0x01020304, 100);
        writer.advance(PlainChunk.write(writer.buffer(), writer.position(), ChunkHeader.COOKIE_ACK, 0));
        int length = writer.seal();
        byte[] b = writer.buffer();

        assertThat(length).isEqualTo(16);
        assertThat(HexFormat.of().formatHex(b, 0, 8)).isEqualTo("1388138901020304");
        byte[] zeroed = java.util.Arrays.copyOf(b, length);
        java.util.Arrays.fill(zeroed, 8, 12, (byte) 0);
        crc.reset();
        crc.update(zeroed);
        int value = (int) crc.getValue();
        assertThat(b[8]).isEqualTo((byte) value);
        assertThat(b[11]).isEqualTo((byte) (value >>> 24));
        assertThat(PacketHeader.isIntact(b, 0, length, crc)).isTrue();
        assertThat(PacketHeader.verificationTag(b, 0)).isEqualTo(0x01020304);
    }

    @Test
    void shouldRefuseWhatIsDamagedOrTooShort() {
        PacketWriter writer = new PacketWriter(100);
        writer.start(5000, 5000, 7, 100);
        writer.advance(ShutdownChunk.write(writer.buffer(), writer.position(), 99));
        int length = writer.seal();
        byte[] b = writer.buffer();
        for (int i = 0; i < length * 8; i++) {
            b[i / 8] ^= (byte) (1 << i % 8);
            assertThat(PacketHeader.isIntact(b, 0, length, crc)).as("bit " + i).isFalse();
            b[i / 8] ^= (byte) (1 << i % 8);
        }
        for (int shorter = 0; shorter < length; shorter++) {
            assertThat(PacketHeader.isIntact(b, 0, shorter, crc)).isFalse();
        }
        assertThat(PacketHeader.isIntact(b, 0, length, crc)).isTrue();
    }
}

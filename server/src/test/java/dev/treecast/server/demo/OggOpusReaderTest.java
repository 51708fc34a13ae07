package dev.treecast.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OggOpusReaderTest {
    private static final byte[] HEAD = {'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, 0x38, 1, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] TAGS = "OpusTags".getBytes(StandardCharsets.US_ASCII);

    /** An Ogg file with at most {@code segmentsMax} segments a page, so that long packets run over pages. */
    static byte[] ogg(int segmentsMax, byte[]... packets) {
        List<byte[]> segments = new ArrayList<>();
        for (byte[] packet : packets) {
            for (int from = 0; from <= packet.length; from += 255) {
                segments.add(Arrays.copyOfRange(packet, from, Math.min(packet.length, from + 255)));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        boolean open = false;
        int sequence = 0;
        for (int from = 0; from < segments.size(); from += segmentsMax) {
            List<byte[]> page = segments.subList(from, Math.min(segments.size(), from + segmentsMax));
            file.writeBytes(page(page, open, sequence++));
            open = page.getLast().length == 255;
        }
        return file.toByteArray();
    }

    private static byte[] page(List<byte[]> segments, boolean continued, int sequence) {
        int length = segments.stream().mapToInt(segment -> segment.length).sum();
        ByteBuffer page = ByteBuffer.allocate(27 + segments.size() + length).order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) (continued ? 1 : 0));
        page.putLong(0).putInt(0x1234).putInt(sequence).putInt(0).put((byte) segments.size());
        segments.forEach(segment -> page.put((byte) segment.length));
        segments.forEach(page::put);
        page.putInt(22, crcBitByBit(page.array()));
        return page.array();
    }

    /** RFC 3533 section 6, one bit at a time, unlike the table in the reader. */
    private static int crcBitByBit(byte[] bytes) {
        int crc = 0;
        for (byte value : bytes) {
            crc ^= value << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80000000) == 0 ? crc << 1 : crc << 1 ^ 0x04c11db7;
            }
        }
        return crc;
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        for (int i = 0; i < length; i++) {
            packet[i] = (byte) (i * 7 + length);
        }
        return packet;
    }

    @Test
    void shouldReadPacketsThatRunOverPages() {
        byte[][] packets = {packet(10), packet(255), packet(700), packet(0), packet(510), packet(1)};
        byte[][] all = {HEAD, TAGS, packets[0], packets[1], packets[2], packets[3], packets[4], packets[5]};
        for (int segmentsMax = 1; segmentsMax <= 12; segmentsMax++) {
            OggOpusReader.OggOpus opus = OggOpusReader.read(ogg(segmentsMax, all));

            assertThat(opus.packets()).containsExactly(packets);
            assertThat(opus.channels()).isEqualTo(2);
            assertThat(opus.preSkipSamples()).isEqualTo(312);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        byte[] file = ogg(1, HEAD, TAGS, packet(700));
        byte[] damaged = file.clone();
        damaged[file.length - 5] ^= 1;
        byte[] otherStream = ogg(1, HEAD, TAGS);
        byte[] surround = HEAD.clone();
        surround[9] = 6;
        surround[18] = 1;

        assertRefused(new byte[0], "does not start with Opus headers");
        assertRefused(packet(100), "something else where a page should start");
        assertRefused(Arrays.copyOf(file, file.length - 1), "ends in the middle of a page");
        assertRefused(damaged, "checksum");
        assertRefused(Arrays.copyOf(file, file.length - 27 - 1 - 190), "ends in the middle of a packet");
        assertRefused(concat(otherStream, otherStream), "lacks a page");
        assertRefused(ogg(1, surround, TAGS), "channel mapping");
        assertRefused(ogg(1, TAGS, HEAD), "does not start with Opus headers");
    }

    @Test
    void shouldSurviveRandomBytes() {
        Random random = new Random(5);
        byte[] file = ogg(2, HEAD, TAGS, packet(300), packet(20));
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = Arrays.copyOf(file, random.nextInt(file.length + 20));
            for (int j = random.nextInt(4); j > 0 && mutated.length > 0; j--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                OggOpusReader.read(mutated);
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(40_000, 49_999);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void assertRefused(byte[] file, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OggOpusReader.read(file))
                .withMessageContaining(sentence);
    }
}

package dev.treecast.server.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the packets of an Ogg Opus file (RFC 3533, RFC 7845) out of memory: one logical stream, packets put together across
 * pages. What a bundled clip does not need is left out: chaining, multiplexed streams (refused), seeking and granule positions.
 *
 * <pre>
 * page: "OggS" | version u8 = 0 | flags u8 (1 continued packet, 2 first page, 4 last page) | granule position u64
 *       | stream serial u32 | page sequence u32 | CRC u32 | segment count u8 | segment lengths | segments
 * </pre>
 *
 * <p>A packet is the segments up to and including the first one shorter than 255 bytes; a page whose last segment has 255 bytes
 * leaves its packet open, and the next page says "continued".
 */
final class OggOpusReader {
    private static final int PAGE_HEADER_LENGTH = 27;
    private static final int FLAG_CONTINUED = 1;
    private static final int FULL_SEGMENT = 255;
    /** RFC 7845 section 5.1: the identification header is at least this long. */
    private static final int OPUS_HEAD_LENGTH = 19;
    /** The CRC of RFC 3533 section 6: polynomial 0x04c11db7, most significant bit first, from zero, not inverted. */
    private static final int[] CRC_TABLE = crcTable();

    private final byte[] file;
    private final List<byte[]> packets = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private boolean packetOpen;
    private int nextPageSequence;

    private OggOpusReader(byte[] file) {
        this.file = file;
    }

    /**
     * An Ogg Opus file's content.
     *
     * @param channels 1 or 2
     * @param preSkipSamples samples at 48 kHz that a decoder throws away at the start (RFC 7845 section 4.2)
     * @param packets the audio packets, without the two header packets
     */
    record OggOpus(int channels, int preSkipSamples, List<byte[]> packets) {}

    /** @throws IllegalArgumentException with a sentence, when this is no whole Ogg Opus file of one stream */
    static OggOpus read(byte[] file) {
        OggOpusReader reader = new OggOpusReader(file);
        int offset = 0;
        while (offset < file.length) {
            offset = reader.readPage(offset);
        }
        if (reader.packetOpen) {
            throw new IllegalArgumentException("This Ogg file ends in the middle of a packet.");
        }
        return interpret(reader.packets);
    }

    private static OggOpus interpret(List<byte[]> packets) {
        if (packets.size() < 2 || !startsWith(packets.get(0), "OpusHead") || !startsWith(packets.get(1), "OpusTags")) {
            throw new IllegalArgumentException("This Ogg file does not start with Opus headers.");
        }
        byte[] head = packets.getFirst();
        // The upper half of the version is the major one; mapping family 0 is what RTP can carry: one stream, mono or
        // stereo.
        if (head.length < OPUS_HEAD_LENGTH || (head[8] & 0xf0) != 0 || head[18] != 0) {
            throw new IllegalArgumentException(
                    "This Opus stream is of a version or channel mapping that WebRTC does not know.");
        }
        int channels = head[9];
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("This Opus stream has " + channels + " channels; 1 or 2 can be sent.");
        }
        int preSkipSamples = (head[10] & 0xff) | (head[11] & 0xff) << 8;
        return new OggOpus(channels, preSkipSamples, List.copyOf(packets.subList(2, packets.size())));
    }

    /** Reads one page; returns where the next one starts. */
    private int readPage(int offset) {
        require(file.length - offset >= PAGE_HEADER_LENGTH, "ends in the middle of a page");
        require(startsWithAt(offset, "OggS") && file[offset + 4] == 0, "has something else where a page should start");
        int segments = file[offset + 26] & 0xff;
        int body = offset + PAGE_HEADER_LENGTH + segments;
        require(body <= file.length, "ends in the middle of a page");
        int end = body;
        for (int i = 0; i < segments; i++) {
            end += file[offset + PAGE_HEADER_LENGTH + i] & 0xff;
        }
        require(end <= file.length, "ends in the middle of a page");
        require(crc(offset, end) == littleEndianInt(offset + 22), "is damaged: a page's checksum does not fit");
        require(littleEndianInt(offset + 14) == littleEndianInt(14), "holds more than one stream");
        require(littleEndianInt(offset + 18) == nextPageSequence++, "lacks a page");
        boolean continued = (file[offset + 5] & FLAG_CONTINUED) != 0;
        require(continued == packetOpen, "loses a packet between two pages");
        readSegments(offset + PAGE_HEADER_LENGTH, segments, body);
        return end;
    }

    private void readSegments(int table, int segments, int body) {
        int offset = body;
        for (int i = 0; i < segments; i++) {
            int length = file[table + i] & 0xff;
            open.write(file, offset, length);
            offset += length;
            packetOpen = length == FULL_SEGMENT;
            if (!packetOpen) {
                packets.add(open.toByteArray());
                open.reset();
            }
        }
    }

    private int crc(int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            boolean ownField = i >= from + 22 && i < from + 26;
            int value = ownField ? 0 : file[i] & 0xff;
            crc = crc << 8 ^ CRC_TABLE[crc >>> 24 ^ value];
        }
        return crc;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int remainder = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                remainder = remainder << 1 ^ (remainder < 0 ? 0x04c11db7 : 0);
            }
            table[i] = remainder;
        }
        return table;
    }

    private int littleEndianInt(int offset) {
        return (file[offset] & 0xff)
                | (file[offset + 1] & 0xff) << 8
                | (file[offset + 2] & 0xff) << 16
                | (file[offset + 3] & 0xff) << 24;
    }

    private boolean startsWithAt(int offset, String magic) {
        return new String(file, offset, magic.length(), StandardCharsets.US_ASCII).equals(magic);
    }

    private static boolean startsWith(byte[] packet, String magic) {
        return packet.length >= magic.length()
                && new String(packet, 0, magic.length(), StandardCharsets.US_ASCII).equals(magic);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("This Ogg file " + otherwise + ".");
        }
    }
}

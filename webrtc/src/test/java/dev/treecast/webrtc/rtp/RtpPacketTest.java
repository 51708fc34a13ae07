package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private final RtpPacket packet = new RtpPacket();
    private final RtpWriter writer = new RtpWriter();
    private final byte[] out = new byte[1500];
    private final byte[] payload = {1, 2, 3, 4, 5};

    @Test
    void shouldReadThePlainHeader() {
        byte[] b = bytes("80e01234 89abcdef fedcba98 0102");

        assertThat(packet.wrap(b, 0, b.length)).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0x89abcdef);
        assertThat(packet.ssrc()).isEqualTo(0xfedcba98);
        assertThat(packet.headerLength()).isEqualTo(12);
        assertThat(packet.payloadLength()).isEqualTo(2);
        assertThat(packet.extensionOffset(1)).isEqualTo(-1);
    }

    @Test
    void shouldReadContributingSourcesOneByteExtensionsAndPadding() {
        // The extension block of RFC 8285 section 4.2: ids 1 (1 byte), 2 (2 bytes), padding, 3 (4 bytes).
        byte[] b = bytes("ffff b2600001 00000002 00000003 0000000a 0000000b" + "bede0003 10aa21bb bb0000 33ccddee ff"
                + "abcdef 000003");

        assertThat(packet.wrap(b, 2, b.length - 2)).isTrue();
        assertThat(packet.headerLength()).isEqualTo(12 + 8 + 4 + 12);
        assertThat(packet.payloadOffset()).isEqualTo(2 + 36);
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.paddingLength()).isEqualTo(3);
        assertThat(packet.extensionLength(1)).isEqualTo(1);
        assertThat(b[packet.extensionOffset(1)]).isEqualTo((byte) 0xaa);
        assertThat(packet.extensionLength(2)).isEqualTo(2);
        assertThat(packet.extensionLength(3)).isEqualTo(4);
        assertThat(b[packet.extensionOffset(3)]).isEqualTo((byte) 0xcc);
        assertThat(packet.extensionOffset(4)).isEqualTo(-1);
        assertThat(packet.extensionLength(4)).isEqualTo(-1);
    }

    @Test
    void shouldReadTwoByteExtensions() {
        // RFC 8285 section 4.3: id 1 empty, id 2 of one byte, padding, id 200 of four.
        byte[] b = bytes("90600001 00000002 00000003 10000003 01000201 aa00c804 01020304");

        assertThat(packet.wrap(b, 0, b.length)).isTrue();
        assertThat(packet.extensionLength(1)).isZero();
        assertThat(packet.extensionLength(2)).isEqualTo(1);
        assertThat(packet.extensionLength(200)).isEqualTo(4);
        assertThat(b[packet.extensionOffset(200)]).isEqualTo((byte) 1);
    }

    @Test
    void shouldStopAtReservedAndOverlongElements() {
        // Id 15 ends the block; so do id 0 with a length and an element that reaches into the payload.
        for (String block : new String[] {"f0aa10bb", "01aa10bb", "17aa10bb"}) {
            byte[] b = bytes("90600001 00000002 00000003 bede0001" + block + "00000000");
            assertThat(packet.wrap(b, 0, b.length)).isTrue();
            assertThat(packet.extensionOffset(1)).as(block).isEqualTo(-1);
        }
        byte[] b = bytes("90600001 00000002 00000003 bede0001 00aa10bb".replace("00aa10bb", "000010bb"));
        assertThat(packet.wrap(b, 0, b.length)).isTrue();
        assertThat(packet.extensionOffset(1)).isEqualTo(19);
    }

    @Test
    void shouldRefuseWhatReachesBeyondThePacket() {
        byte[] b = bytes("b1600001 00000002 00000003 0000000a bede0001 10aa0000 ab02");
        assertThat(packet.wrap(b, 0, b.length)).isTrue();
        for (int len = 0; len < b.length - 1; len++) {
            // Cut short, the last byte is no longer the padding's count either.
            assertThat(packet.wrap(Arrays.copyOf(b, len), 0, len))
                    .as("%s bytes", len)
                    .isFalse();
        }
        b[b.length - 1] = 3;
        assertThat(packet.wrap(b, 0, b.length)).isFalse();
        b[b.length - 1] = 0;
        assertThat(packet.wrap(b, 0, b.length)).isFalse();
        b[b.length - 1] = 2;
        b[0] = 0x71;
        assertThat(packet.wrap(b, 0, b.length)).isFalse();
    }

    @Test
    void shouldPatchInPlace() {
        byte[] b = bytes("80e01234 89abcdef fedcba98 0102");
        packet.wrap(b, 0, b.length);

        packet.setPayloadType(111);
        packet.setSequenceNumber(65_536 + 7);
        packet.setTimestamp(-1);
        packet.setSsrc(42);
        assertThat(b).isEqualTo(bytes("80ef0007 ffffffff 0000002a 0102"));
        packet.setMarker(false);
        assertThat(packet.marker()).isFalse();
        assertThat(packet.payloadType()).isEqualTo(111);
    }

    @Test
    void shouldWriteTheOneByteFormWhereItCan() {
        int length = writer.start(96, true, 65_537, 3, 4)
                .extension(3, 0x1234, 2)
                .extension(14, new byte[16], 0, 16)
                .finish(out, 10, 1500, payload, 0, 5, 3);

        assertThat(packet.wrap(out, 10, length)).isTrue();
        assertThat(HexFormat.of().formatHex(out, 22, 29)).isEqualTo("bede0005311234");
        assertThat(packet.sequenceNumber()).isEqualTo(1);
        assertThat(packet.extensionLength(14)).isEqualTo(16);
        assertThat(packet.payloadLength()).isEqualTo(5);
        assertThat(packet.paddingLength()).isEqualTo(3);
        assertThat(Arrays.copyOfRange(out, packet.payloadOffset(), packet.payloadOffset() + 5))
                .isEqualTo(payload);
    }

    @Test
    void shouldWriteTheTwoByteFormWhereItMust() {
        int length = writer.start(96, false, 1, 3, 4)
                .extension(3, 0x1234, 2)
                .extension(15, 7, 1)
                .finish(out, 0, 1500, payload, 0, 5);
        assertThat(packet.wrap(out, 0, length)).isTrue();
        assertThat(HexFormat.of().formatHex(out, 12, 24)).isEqualTo("10000002030212340f010700");

        length = writer.start(96, false, 1, 3, 4)
                .extension(3, new byte[17], 0, 17)
                .extension(4, new byte[0], 0, 0)
                .finish(out, 0, 1500, payload, 0, 5);
        assertThat(packet.wrap(out, 0, length)).isTrue();
        assertThat(packet.extensionLength(3)).isEqualTo(17);
        assertThat(packet.extensionLength(4)).isZero();
    }

    @Test
    void shouldSayWhenItDoesNotFit() {
        writer.start(96, false, 1, 3, 4).extension(1, 1, 1);

        assertThat(writer.finish(out, 0, 24, payload, 0, 5)).isEqualTo(-1);
        assertThat(writer.finish(out, 0, 25, payload, 0, 5)).isEqualTo(25);
        assertThat(writer.finishRetransmission(out, 0, 26, 7, payload, 0, 5)).isEqualTo(-1);
    }

    @Test
    void shouldRestoreARetransmissionInPlace() {
        int length = writer.start(96, true, 500, 3, 4).extension(2, 9, 1).finish(out, 0, 1500, payload, 0, 5, 4);
        byte[] original = Arrays.copyOf(out, length - 4);
        original[0] &= ~0x20;
        packet.wrap(out, 0, length);
        byte[] rtx = new byte[100];

        int rtxLength = Retransmission.wrap(packet, rtx, 3, 100, 97, 44, 65_535);
        assertThat(rtxLength).isEqualTo(original.length + 2);
        packet.wrap(rtx, 3, rtxLength);
        assertThat(packet.ssrc()).isEqualTo(44);
        assertThat(packet.payloadType()).isEqualTo(97);
        assertThat(packet.sequenceNumber()).isEqualTo(65_535);

        assertThat(Retransmission.unwrap(packet, 96, 4)).isTrue();
        assertThat(packet.offset()).isEqualTo(5);
        assertThat(Arrays.copyOfRange(rtx, 5, 3 + rtxLength)).isEqualTo(original);
    }

    @Test
    void shouldTakeAnEmptyRetransmissionForAProbe() {
        int length = writer.start(97, false, 1, 2, 3).finish(out, 0, 1500, payload, 0, 0, 200);
        packet.wrap(out, 0, length);

        assertThat(Retransmission.unwrap(packet, 96, 4)).isFalse();
        assertThat(packet.ssrc()).isEqualTo(3);
    }

    @Test
    void shouldWriteRetransmissionsThatUnwrap() {
        int length = writer.start(97, false, 1, 2, 3)
                .extension(1, 5, 1)
                .finishRetransmission(out, 0, 1500, 60_000, payload, 0, 5);
        packet.wrap(out, 0, length);

        assertThat(Retransmission.unwrap(packet, 96, 4)).isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(60_000);
        assertThat(packet.payloadLength()).isEqualTo(5);
        assertThat(packet.extensionLength(1)).isEqualTo(1);
    }

    @Test
    void shouldNotAllocate() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        writer.start(96, true, 1, 2, 3).extension(1, 1, 8).extension(5, 2, 2);
        byte[] source = new byte[200];
        int sourceLength = writer.finish(source, 0, 200, payload, 0, 5);
        RtpPacket rewritten = new RtpPacket();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && allocated > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                packet.wrap(source, 0, sourceLength);
                int length = writer.start(100, packet.marker(), i, packet.timestamp(), 9)
                        .copyExtension(3, packet, 1)
                        .extension(4, PlayoutDelay.encode(0, 0), PlayoutDelay.LENGTH)
                        .extension(5, i, TransportSequenceNumber.LENGTH)
                        .finish(out, 0, 1500, packet.buffer(), packet.payloadOffset(), packet.payloadLength());
                rewritten.wrap(out, 0, length);
                TransportSequenceNumber.write(out, rewritten.extensionOffset(5), i + 1);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(rewritten.extensionLength(3)).isEqualTo(8);
        assertThat(allocated).isZero();
    }

    @Test
    void shouldSurviveRandomBytes() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] b = new byte[64];
        int accepted = 0;
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(b);
            b[0] = (byte) (0x80 | (b[0] & 0x3f));
            b[12 + 4 * (b[0] & 0x0f) & 0x3f] = (byte) (random.nextBoolean() ? 0xbe : 0x10);
            b[13 + 4 * (b[0] & 0x0f) & 0x3f] = (byte) (random.nextBoolean() ? 0xde : 0x00);
            b[14 + 4 * (b[0] & 0x0f) & 0x3f] = 0;
            b[15 + 4 * (b[0] & 0x0f) & 0x3f] &= 0x07;
            int off = random.nextInt(4);
            accepted += RtpReading.read(packet, b, off == 3 ? 1 : 0, random.nextInt(64)) ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

package dev.treecast.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompoundTest {
    private final byte[] out = new byte[256];
    private final CompoundReader reader = new CompoundReader();

    @Test
    void shouldReadWhatWasWritten() {
        CompoundWriter writer = new CompoundWriter().start(out, 10, 200);
        assertThat(writer.append(new ReceiverReport(1, List.of()))).isTrue();
        assertThat(writer.append(SourceDescription.of(1, "treecast"))).isTrue();
        assertThat(writer.appendPictureLossIndication(1, 2)).isTrue();
        assertThat(writer.appendNack(1, 2, new int[] {5, 6, 99}, 3)).isTrue();

        assertThat(reader.wrap(out, 10, writer.length())).isTrue();
        assertNext(RtcpHeader.RECEIVER_REPORT, 0, 8);
        assertThat(reader.senderSsrc()).isEqualTo(1);
        assertNext(RtcpHeader.SOURCE_DESCRIPTION, 1, 20);
        assertNext(RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK, 1, 12);
        assertNext(RtcpHeader.TRANSPORT_LAYER_FEEDBACK, 1, 20);
        assertThat(reader.next()).isFalse();
    }

    private void assertNext(int packetType, int count, int length) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.packetType()).isEqualTo(packetType);
        assertThat(reader.count()).isEqualTo(count);
        assertThat(reader.length()).isEqualTo(length);
    }

    @Test
    void shouldLeaveOutWhatDoesNotFit() {
        CompoundWriter writer = new CompoundWriter().start(out, 0, 20);

        assertThat(writer.append(new PictureLossIndication(1, 2))).isTrue();
        assertThat(writer.append(new PictureLossIndication(1, 2))).isFalse();
        assertThat(writer.appendNack(1, 2, new int[] {1}, 1)).isFalse();
        assertThat(writer.append(new ReceiverReport(3, List.of()))).isTrue();
        assertThat(writer.length()).isEqualTo(20);
    }

    @Test
    void shouldStripPadding() {
        byte[] b = {(byte) 0xa0, (byte) 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4};

        assertThat(reader.wrap(b, 0, 12)).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.length()).isEqualTo(8);
        b[11] = 9;
        assertThat(reader.wrap(b, 0, 12)).isFalse();
        b[11] = 0;
        assertThat(reader.wrap(b, 0, 12)).isFalse();
    }

    @Test
    void shouldRefuseMalformedDatagrams() {
        byte[] b = new byte[20];
        new PictureLossIndication(1, 2).write(b, 0);
        new ReceiverReport(1, List.of()).write(b, 12);

        assertThat(reader.wrap(b, 0, 20)).isTrue();
        for (int len = 0; len < 20; len++) {
            assertThat(reader.wrap(b, 0, len)).as("%s bytes", len).isEqualTo(len == 12);
        }
        b[12] = 0x40;
        assertThat(reader.wrap(b, 0, 20)).isFalse();
        assertThat(reader.next()).isFalse();
        b[12] = (byte) 0x80;
        b[13] = 96;
        assertThat(reader.wrap(b, 0, 20)).isFalse();
    }

    @Test
    void shouldPackNacksAcrossTheWrap() {
        int[] missing = {65_533, 65_535, 0, 13, 14, 40};
        int length = Nack.write(out, 0, out.length, 1, 2, missing, missing.length);

        Nack nack = new Nack();
        int[] read = new int[10];
        assertThat(length).isEqualTo(12 + 3 * 4);
        assertThat(nack.wrap(out, 0, length)).isTrue();
        assertThat(nack.senderSsrc()).isEqualTo(1);
        assertThat(nack.mediaSsrc()).isEqualTo(2);
        assertThat(nack.sequenceNumbers(read)).isEqualTo(6);
        assertThat(Arrays.copyOf(read, 6)).isEqualTo(missing);
        int[] sum = {0};
        nack.forEach(sequenceNumber -> sum[0] += sequenceNumber);
        assertThat(sum[0]).isEqualTo(Arrays.stream(missing).sum());
        // The array bounds the work.
        assertThat(nack.sequenceNumbers(new int[2])).isEqualTo(2);
    }

    @Test
    void shouldReadTheBitmaskOfTheRfc() {
        byte[] b = new byte[16];
        RtcpHeader.write(b, 0, 1, 205, 16);
        NetworkOrder.put16(b, 12, 65_530);
        NetworkOrder.put16(b, 14, 0x8001);
        Nack nack = new Nack();
        int[] read = new int[17];

        assertThat(nack.wrap(b, 0, 16)).isTrue();
        assertThat(nack.sequenceNumbers(read)).isEqualTo(3);
        assertThat(Arrays.copyOf(read, 3)).containsExactly(65_530, 65_531, 10);
        assertThat(nack.wrap(b, 0, 12)).isFalse();
        assertThat(Nack.write(out, 0, 100, 1, 2, read, 0)).isEqualTo(-1);
        assertThat(Nack.write(out, 0, 15, 1, 2, read, 1)).isEqualTo(-1);
    }

    @Test
    void shouldSurviveRandomBytes() {
        SplittableRandom random = new SplittableRandom(42);
        RtcpParsers parsers = new RtcpParsers();
        CompoundWriter writer = new CompoundWriter();
        byte[] b = new byte[200];
        int wellFormed = 0;
        for (int round = 0; round < 100_000; round++) {
            int length = random.nextInt(b.length);
            if (round % 4 == 0) {
                random.nextBytes(b);
            } else {
                writer.start(b, 0, b.length);
                writer.append(new ReceiverReport(1, List.of(new ReportBlock(1, 2, 3, 4, 5, 6, 7))));
                writer.append(SourceDescription.of(1, "name"));
                writer.append(new Goodbye(List.of(1), "why"));
                writer.append(new Remb(1, 1_000_000, List.of(1, 2)));
                writer.appendNack(1, 2, new int[] {1, 5, 100}, 3);
                RtcpHeader.write(b, writer.position(), 15, 205, 28);
                writer.advance(28);
                length = writer.length();
                for (int i = random.nextInt(6); i > 0; i--) {
                    b[random.nextInt(length)] = (byte) random.nextInt();
                }
            }
            wellFormed += parsers.readAll(b, 0, length);
        }
        assertThat(wellFormed).isGreaterThan(10_000);
    }
}

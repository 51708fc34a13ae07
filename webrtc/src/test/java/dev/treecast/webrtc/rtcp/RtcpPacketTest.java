package dev.treecast.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RtcpPacketTest {
    private static final ReportBlock BLOCK =
            new ReportBlock(0x23456789, 55, -2, 0x0001_0142L, 0x1234_5678L, 0x10203040, 0x9000L);

    @Test
    void shouldReadASenderReportByteByByte() {
        byte[] b = bytes("81c8000c 12345678 1112131421222324 33343536 44454647 55565758"
                + "23456789 37fffffe 12131415 22232425 32333435 42434445");

        SenderReport report = Objects.requireNonNull(SenderReport.parse(b, 0, b.length));

        assertThat(report)
                .isEqualTo(new SenderReport(
                        0x12345678,
                        0x1112131421222324L,
                        0x33343536,
                        0x44454647L,
                        0x55565758L,
                        List.of(new ReportBlock(
                                0x23456789, 0x37, -2, 0x12131415L, 0x22232425L, 0x32333435, 0x42434445L))));
        assertThat(written(report)).isEqualTo(b);
    }

    @Test
    void shouldRoundTripReports() {
        ReceiverReport report = new ReceiverReport(-1, List.of(BLOCK, BLOCK));
        byte[] b = written(report);

        assertThat(ReceiverReport.parse(b, 0, b.length)).isEqualTo(report);
        assertThat(ReceiverReport.parse(b, 0, b.length - 4)).isNull();
        assertThat(SenderReport.parse(b, 0, b.length)).isNull();
        assertThat(written(new ReceiverReport(1, List.of()))).isEqualTo(bytes("80c90001 00000001"));
    }

    @Test
    void shouldKeepTheCumulativeLossSigned() {
        byte[] b = written(new ReceiverReport(1, List.of(new ReportBlock(2, 0, -8_388_608, 3, 4, 5, 6))));

        assertThat(Objects.requireNonNull(ReceiverReport.parse(b, 0, b.length))
                        .reports()
                        .getFirst()
                        .cumulativeLost())
                .isEqualTo(-8_388_608);
    }

    @Test
    void shouldComputeTheRoundTripOfTheRfcsExample() {
        // RFC 3550 figure 2: A = 0xb710:8000, DLSR = 0x0005:4000, LSR = 0xb705:2000, delay 6.125 s.
        ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, 0xb705_2000, 0x0005_4000L);

        assertThat(block.roundTripNs(0xb710_8000)).isEqualTo(6_125_000_000L);
        assertThat(block.roundTripNs(0xb70a_6000 - 100)).isZero();
        assertThat(block.roundTripNs(0xb705_2000)).isEqualTo(-1);
        assertThat(new ReportBlock(1, 0, 0, 0, 0, 0, 5).roundTripNs(100)).isEqualTo(-1);
    }

    @Test
    void shouldWriteACanonicalNameWithItsTerminator() {
        // The name ends at a 32-bit boundary, so the terminating zero needs four bytes of its own.
        byte[] b = written(SourceDescription.of(0x01020304, "ab"));

        assertThat(b).isEqualTo(bytes("81ca0003 01020304 01026162 00000000"));
        assertThat(SourceDescription.parse(b, 0, b.length)).isEqualTo(SourceDescription.of(0x01020304, "ab"));
    }

    @Test
    void shouldReadSeveralChunksAndSkipOtherItems() {
        byte[] b = bytes("82ca0006 00000001 0602787901037162 63000000 00000002 01017a00");

        assertThat(SourceDescription.parse(b, 0, b.length))
                .isEqualTo(new SourceDescription(
                        List.of(new SourceDescription.Chunk(1, "qbc"), new SourceDescription.Chunk(2, "z"))));
        for (int len = 4; len < b.length; len++) {
            assertThat(SourceDescription.parse(b, 0, len)).isNull();
        }
    }

    @Test
    void shouldRoundTripGoodbyes() {
        Goodbye silent = new Goodbye(List.of(7), "");
        Goodbye polite = new Goodbye(List.of(1, -2), "camera off");

        assertThat(written(silent)).isEqualTo(bytes("81cb0001 00000007"));
        assertThat(Goodbye.parse(written(silent), 0, 8)).isEqualTo(silent);
        assertThat(Goodbye.parse(written(polite), 0, polite.length())).isEqualTo(polite);
        assertThat(Goodbye.parse(bytes("81cb0002 00000007 ff000000"), 0, 12)).isNull();
    }

    @Test
    void shouldRoundTripKeyframeRequests() {
        PictureLossIndication pli = new PictureLossIndication(0x01020304, 0x05060708);
        FullIntraRequest fir =
                new FullIntraRequest(1, List.of(new FullIntraRequest.Entry(2, 255), new FullIntraRequest.Entry(-3, 0)));

        assertThat(written(pli)).isEqualTo(bytes("81ce0002 01020304 05060708"));
        assertThat(PictureLossIndication.parse(written(pli), 0, 12)).isEqualTo(pli);
        assertThat(written(fir)).isEqualTo(bytes("84ce0006 00000001 00000000 00000002 ff000000 fffffffd 00000000"));
        assertThat(FullIntraRequest.parse(written(fir), 0, fir.length())).isEqualTo(fir);
        assertThat(FullIntraRequest.parse(written(pli), 0, 12)).isNull();
    }

    @Test
    void shouldWriteRembAsAMantissaAndAnExponent() {
        Remb remb = new Remb(1, 8_927_168L, List.of(1_215_622_422));

        // 8,927,168 is 139,487 (0x220df, 18 bits) times 2^6.
        byte[] b = written(remb);

        assertThat(b).isEqualTo(bytes("8fce0005 00000001 00000000 52454d42 011a20df 4874ed16"));
        assertThat(Remb.parse(b, 0, b.length)).isEqualTo(remb);
    }

    @Test
    void shouldRoundRembDownAndRefuseOverflow() {
        byte[] b = written(new Remb(1, Long.MAX_VALUE, List.of()));
        assertThat(Objects.requireNonNull(Remb.parse(b, 0, b.length)).bitrateBps())
                .isLessThanOrEqualTo(Long.MAX_VALUE)
                .isGreaterThan(Long.MAX_VALUE - (1L << 46));
        byte[] zero = written(new Remb(1, 0, List.of()));
        assertThat(Objects.requireNonNull(Remb.parse(zero, 0, zero.length)).bitrateBps())
                .isZero();

        b[17] = (byte) 0xff;
        assertThat(Remb.parse(b, 0, b.length)).isNull();
    }

    @Test
    void shouldConvertNtpTime() {
        // 1 January 1970 is 2,208,988,800 s after 1900; half a second is 2^31.
        assertThat(NtpTimestamp.fromUnixNs(500_000_000L)).isEqualTo(0x83aa_7e80_8000_0000L);
        for (long unixNs : new long[] {0, 1, 999_999_999, 1_763_800_000_123_456_789L, 2_085_978_496_000_000_001L}) {
            assertThat(NtpTimestamp.toUnixNs(NtpTimestamp.fromUnixNs(unixNs))).isEqualTo(unixNs);
        }
        assertThat(NtpTimestamp.middle32(0x1122_3344_5566_7788L)).isEqualTo(0x3344_5566);
        assertThat(NtpTimestamp.durationFromNs(1_500_000_000L)).isEqualTo(0x1_8000);
        assertThat(NtpTimestamp.durationToNs(0x1_8000)).isEqualTo(1_500_000_000L);
    }

    @Test
    void shouldRefuseMoreThanTheCountFieldHolds() {
        List<ReportBlock> tooMany = Collections.nCopies(32, BLOCK);

        assertThatThrownBy(() -> new ReceiverReport(1, tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] written(RtcpPacket packet) {
        byte[] out = new byte[packet.length() + 8];
        Arrays.fill(out, (byte) 0xee);
        assertThat(packet.write(out, 4)).isEqualTo(packet.length());
        assertThat(out[3]).isEqualTo((byte) 0xee);
        assertThat(out[4 + packet.length()]).isEqualTo((byte) 0xee);
        return Arrays.copyOfRange(out, 4, 4 + packet.length());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

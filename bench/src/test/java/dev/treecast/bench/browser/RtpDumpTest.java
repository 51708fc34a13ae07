package dev.treecast.bench.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpDumpTest {
    private static final String END = " # RTP_DUMP";

    /** A line as Chromium writes it. */
    private static String line(String time, String bytes) {
        return "I " + time + " 0000 " + bytes + END;
    }

    private static String rtp(String flags, int sequenceNumber, long ssrc, String rest) {
        HexFormat hex = HexFormat.of().withDelimiter(" ");
        String number = hex.formatHex(new byte[] {(byte) (sequenceNumber >> 8), (byte) sequenceNumber});
        String source =
                hex.formatHex(new byte[] {(byte) (ssrc >> 24), (byte) (ssrc >> 16), (byte) (ssrc >> 8), (byte) ssrc});
        return flags + " 60 " + number + " 2e a0 8e 80 " + source + rest;
    }

    @Test
    void shouldReadAPacketWithAnExtension() {
        RtpDump.Arrival arrival = RtpDump.parse(
                line("01:02:03.004", rtp("90", 0x66d1, 0x54453e39L, " be de 00 01 52 00 00 00 90 80 d3")));
        assertThat(arrival).isEqualTo(new RtpDump.Arrival(3_723_004, 0x54453e39L, 0x66d1, 0x9080));
    }

    @Test
    void shouldReadAPacketWithoutOne() {
        assertThat(RtpDump.parse(line("00:00:00.001", rtp("80", 7, 0xfffffffeL, " 12 34"))))
                .isEqualTo(new RtpDump.Arrival(1, 0xfffffffeL, 7, 0x1234));
    }

    @Test
    void shouldSeeThatPaddingIsNoPayload() {
        RtpDump.Arrival arrival = RtpDump.parse(line("00:00:00.001", rtp("a0", 7, 5, " 00 00 00 04")));
        assertThat(arrival).isEqualTo(new RtpDump.Arrival(1, 5, 7, -1));
    }

    @Test
    void shouldLeaveOutControlWhatIsSentAndWhatIsShort() {
        assertThat(RtpDump.parse(line("00:00:00.001", "80 c8 00 06 57 0e af b0 ee b4 cc 14 4a 91")))
                .isNull();
        assertThat(RtpDump.parse(
                        "O" + line("00:00:00.001", rtp("80", 7, 5, " 12 34")).substring(1)))
                .isNull();
        assertThat(RtpDump.parse(line("00:00:00.001", "80 60 66 d1"))).isNull();
    }

    @Test
    void shouldHandOnWhatIsNoDump() {
        List<String> others = new ArrayList<>();
        RtpDump dump = new RtpDump(others::add);
        dump.line("[31006:ERROR:alsa_util.cc(204)] PcmOpen");
        dump.line(line("00:00:00.001", rtp("80", 7, 5, " 12 34")));
        assertThat(others).hasSize(1);
        assertThat(dump.repair(5, 6).retransmissions()).isZero();
    }
}

package dev.treecast.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 3611 sections 4.4 and 4.5, by hand. */
class ExtendedReportTest {
    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void shouldWriteAndReadAReferenceTime() {
        ReceiverReferenceTime asked = new ReceiverReferenceTime(0x01020304, 0xa1b2c3d4e5f60718L);
        byte[] out = new byte[asked.length()];
        assertThat(asked.write(out, 0)).isEqualTo(20);
        assertThat(out).isEqualTo(hex("80cf0004 01020304 04000002 a1b2c3d4 e5f60718"));
        assertThat(ReceiverReferenceTime.parse(out, 0, out.length)).isEqualTo(asked);
    }

    @Test
    void shouldFindAReferenceTimeBehindOtherBlocks() {
        // A DLRR of one entry first.
        byte[] report = hex("80cf0008 01020304 05000003 0000000b 00000001 00000002 04000002 a1b2c3d4 e5f60718");
        assertThat(ReceiverReferenceTime.parse(report, 0, report.length))
                .isEqualTo(new ReceiverReferenceTime(0x01020304, 0xa1b2c3d4e5f60718L));
    }

    @Test
    void shouldReadNothingFromWhatIsNone() {
        byte[] none = hex("80cf0001 01020304");
        assertThat(ReceiverReferenceTime.parse(none, 0, none.length)).isNull();
        byte[] cutOff = hex("80cf0003 01020304 04000002 a1b2c3d4");
        assertThat(ReceiverReferenceTime.parse(cutOff, 0, cutOff.length)).isNull();
        byte[] wrongLength = hex("80cf0003 01020304 04000001 a1b2c3d4");
        assertThat(ReceiverReferenceTime.parse(wrongLength, 0, wrongLength.length))
                .isNull();
        byte[] receiverReport = hex("80c90001 01020304");
        assertThat(ReceiverReferenceTime.parse(receiverReport, 0, receiverReport.length))
                .isNull();
    }

    @Test
    void shouldWriteAndReadTheAnswer() {
        DelaySinceReceiverReport answer = new DelaySinceReceiverReport(0x0a0b0c0d, 0x01020304, 0xc3d4e5f6, 7);
        byte[] out = new byte[answer.length()];
        assertThat(answer.write(out, 0)).isEqualTo(24);
        assertThat(out).isEqualTo(hex("80cf0005 0a0b0c0d 05000003 01020304 c3d4e5f6 00000007"));
        assertThat(DelaySinceReceiverReport.parse(out, 0, out.length, 0x01020304))
                .isEqualTo(answer);
        assertThat(DelaySinceReceiverReport.parse(out, 0, 20, 0x01020304)).isNull();
    }
}

package dev.treecast.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.swarm.PayloadCheck.Verdict;
import dev.treecast.server.demo.MediaKind;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PayloadCheckTest {
    private static final int SHIFT = 40_000;

    private final SentLog log = new SentLog();
    private final PayloadCheck check = new PayloadCheck(log.track(MediaKind.VIDEO));

    private static byte[] payload(int number) {
        return ("payload " + number).getBytes(StandardCharsets.US_ASCII);
    }

    private void send(int number) {
        byte[] payload = payload(number);
        log.sending(MediaKind.VIDEO, number * 3_000, payload, 0, payload.length);
    }

    private Verdict receive(int number) {
        return receive(number, payload(number));
    }

    private Verdict receive(int number, byte[] payload) {
        return check.check(number + SHIFT & 0xffff, number * 3_000, payload, 0, payload.length);
    }

    @Test
    void shouldFindWhatWasSentUnderAnotherNumber() {
        send(0);
        send(1);
        send(2);

        assertThat(receive(1)).isEqualTo(Verdict.INTACT);
        assertThat(receive(2)).isEqualTo(Verdict.INTACT);
        assertThat(receive(0)).isEqualTo(Verdict.INTACT);
    }

    @Test
    void shouldTellWhenItWasSent() {
        long beforeNs = System.nanoTime();
        send(0);
        long afterNs = System.nanoTime();
        receive(0);

        assertThat(check.sentNs()).isBetween(beforeNs, afterNs);
    }

    @Test
    void shouldGoOnAcrossTheWrapOfTheNumbers() {
        for (int number = 0; number < 70_000; number++) {
            send(number);
            assertThat(receive(number)).isEqualTo(Verdict.INTACT);
        }
    }

    @Test
    void shouldCatchAChangedPayload() {
        send(0);
        send(1);
        receive(0);

        assertThat(receive(1, payload(7))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void shouldCatchAPayloadUnderTheNumberOfAnother() {
        send(0);
        send(1);
        send(2);
        receive(0);

        assertThat(check.check(1 + SHIFT, 2 * 3_000, payload(2), 0, payload(2).length))
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void shouldCatchANumberThatWasNeverSent() {
        send(0);
        receive(0);

        assertThat(receive(1)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void shouldNotJudgeWhatTheLogNoLongerHolds() {
        send(0);
        receive(0);
        for (int number = 1; number <= SentLog.PACKETS; number++) {
            send(number);
        }

        assertThat(receive(0)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void shouldNotJudgeBeforeAPacketIsFound() {
        send(0);

        assertThat(receive(0, payload(5))).isEqualTo(Verdict.UNKNOWN);
        assertThat(receive(0)).isEqualTo(Verdict.INTACT);
    }

    @Test
    void shouldSeePastPadding() {
        send(0);
        byte[] payload = payload(0);
        byte[] datagram = new byte[100];
        int length = new RtpWriter().start(96, true, SHIFT, 0, 1).finish(datagram, 0, 100, payload, 0, payload.length);
        int padding = 9;
        datagram[0] |= 0x20;
        Arrays.fill(datagram, length, length + padding, (byte) 0);
        datagram[length + padding - 1] = (byte) padding;
        RtpPacket packet = new RtpPacket();

        assertThat(packet.wrap(datagram, 0, length + padding)).isTrue();
        assertThat(check.check(SHIFT, 0, datagram, packet.payloadOffset(), packet.payloadLength()))
                .isEqualTo(Verdict.INTACT);
    }
}

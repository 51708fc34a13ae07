package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.webrtc.congestion.ProbeController.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeControllerTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private record Sent(long atNs, int bytes) {}

    private final ProbeController probe = new ProbeController();
    private long nowNs = -7 * SECOND;
    private long sequence = 100;

    /** Sends what is due, looking every so often; until there is no more. */
    private List<Sent> send(long tickNs) {
        List<Sent> sent = new ArrayList<>();
        while (probe.isSending()) {
            for (int bytes = probe.nextPacketBytes(nowNs); bytes > 0; bytes = probe.nextPacketBytes(nowNs)) {
                sent.add(new Sent(nowNs, bytes));
                probe.sent(nowNs, bytes, probe.cluster(), sequence++);
            }
            nowNs += tickNs;
        }
        return sent;
    }

    /** The path carries this much; the first so many packets are lost. Gives what the probe says. */
    private double answer(List<Sent> sent, int cluster, double pathBps, int lost) {
        long freeNs = Long.MIN_VALUE;
        for (int i = 0; i < sent.size(); i++) {
            Sent packet = sent.get(i);
            if (i < lost) {
                probe.lost(cluster);
                continue;
            }
            freeNs = Math.max(freeNs, packet.atNs) + (long) (packet.bytes * 8e9 / pathBps);
            probe.received(cluster, packet.atNs, freeNs + 123 * SECOND, packet.bytes);
        }
        nowNs += 100 * MS;
        return probe.answered(nowNs, sequence - 1);
    }

    private double run(double targetBps, double pathBps, long tickNs, int lost) {
        assertThat(probe.begin(nowNs, targetBps)).isTrue();
        int cluster = probe.cluster();
        return answer(send(tickNs), cluster, pathBps, lost);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3e6, 1e6, 3e6, 10e6, 40e6})
    void shouldSendThirtyMillisecondsAtTheWantedRate(double bps) {
        assertThat(probe.begin(nowNs, bps)).isTrue();
        long beganNs = nowNs;
        assertThat(probe.cluster()).isBetween(1, 255);

        List<Sent> sent = send(MS / 4);

        long bytes = sent.stream().mapToLong(Sent::bytes).sum();
        assertThat(sent)
                .hasSizeGreaterThanOrEqualTo(10)
                .allMatch(packet -> packet.bytes >= 200 && packet.bytes <= 1_200);
        assertThat(bytes)
                .isBetween((long) Math.max(3_000, bps * 0.03 / 8), (long) Math.max(3_000, bps * 0.03 / 8) + 2_500);
        assertThat((bytes - sent.getLast().bytes) * 8e9 / (sent.getLast().atNs - beganNs))
                .isCloseTo(bps, within(0.15 * bps));
        assertThat(probe.cluster()).isEqualTo(ProbeController.NO_CLUSTER);
        assertThat(probe.nextDeadlineNs()).isEqualTo(ProbeController.NO_DEADLINE);
    }

    @Test
    void shouldSayWhenTheNextPacketIsDue() {
        probe.begin(nowNs, 2e6);
        int packets = 0;
        while (probe.isSending()) {
            nowNs = Math.max(nowNs, probe.nextDeadlineNs());
            int bytes = probe.nextPacketBytes(nowNs + 1_000);
            assertThat(bytes).isPositive();
            probe.sent(nowNs, bytes, probe.cluster(), sequence++);
            packets++;
        }
        assertThat(packets).isBetween(10, 12);
    }

    @Test
    void shouldLetMediaTakeThePlaceOfPadding() {
        probe.begin(nowNs, 2e6);
        probe.sent(nowNs, 1_000, probe.cluster(), sequence++);
        nowNs += 4 * MS;
        probe.sent(nowNs, 1_200, probe.cluster(), sequence++);
        probe.sent(nowNs, 1_200, probe.cluster(), sequence++);

        // At 2 Mbit/s that is 9.6 ms and a packet more.
        assertThat(probe.nextPacketBytes(nowNs + 4 * MS)).isZero();
        assertThat(probe.nextPacketBytes(nowNs + 9 * MS)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"1e6,250000", "3e6,1000000", "3e6,4000000", "10e6,4000000"})
    void shouldFindThatAPathCarriesIt(double bps, long tickNs) {
        double measured = run(bps, 10 * bps, tickNs, 0);

        assertThat(measured).isCloseTo(bps, within(0.2 * bps));
        assertThat(probe.result()).isEqualTo(Result.CARRIED);
        assertThat(probe.capacityBps()).isNegative();
    }

    @ParameterizedTest
    @CsvSource({"1e6,250000", "3e6,1000000", "3e6,4000000", "10e6,1000000"})
    void shouldFindWhatAPathCarriesAtMost(double bps, long tickNs) {
        double measured = run(2 * bps, bps, tickNs, 0);

        assertThat(measured).isCloseTo(0.95 * bps, within(0.03 * bps));
        assertThat(probe.result()).isEqualTo(Result.LIMITED);
        assertThat(probe.capacityBps()).isCloseTo(bps, within(0.03 * bps));
    }

    @Test
    void shouldBeginNoSecondWhileOneIsAtWork() {
        probe.begin(nowNs, 1e6);
        assertThat(probe.begin(nowNs, 1e6)).isFalse();
        int cluster = probe.cluster();
        List<Sent> sent = send(MS);
        assertThat(probe.begin(nowNs, 1e6)).isFalse();

        assertThat(answer(sent, cluster, 10e6, 0)).isPositive();

        assertThat(probe.begin(nowNs, 1e6)).isTrue();
    }

    /** Seconds until the next may begin. */
    private int waitedSeconds() {
        int seconds = 0;
        while (!probe.begin(nowNs, 3e6)) {
            nowNs += SECOND;
            seconds++;
        }
        return seconds;
    }

    @Test
    void shouldWaitLongerAndLongerWhereProbesDoHarm() {
        List<Integer> waits = new ArrayList<>();
        probe.begin(nowNs, 3e6);
        for (int i = 0; i < 6; i++) {
            int cluster = probe.cluster();
            assertThat(answer(send(MS), cluster, 3e6, 4)).isNegative();
            assertThat(probe.result()).isEqualTo(Result.LOST);
            waits.add(waitedSeconds());
        }

        assertThat(waits).containsExactly(5, 10, 20, 40, 60, 60);
    }

    @Test
    void shouldWaitEightSecondsAtMostWhereTheyDoNoHarm() {
        List<Integer> waits = new ArrayList<>();
        probe.begin(nowNs, 3e6);
        for (int i = 0; i < 4; i++) {
            int cluster = probe.cluster();
            assertThat(answer(send(MS), cluster, 1e6, 0)).isPositive();
            waits.add(waitedSeconds());
        }

        assertThat(waits).containsExactly(3, 5, 8, 8);
    }

    @Test
    void shouldBeginAnewAfterOneThatWasCarried() {
        run(3e6, 1e6, MS, 0);
        nowNs += 3 * SECOND;
        run(3e6, 1e6, MS, 0);
        nowNs += 5 * SECOND;
        run(3e6, 30e6, MS, 0);
        run(3e6, 1e6, MS, 0);

        assertThat(waitedSeconds()).isEqualTo(3);
    }

    @Test
    void shouldNotHangWhereNoFeedbackComes() {
        probe.begin(nowNs, 3e6);
        send(MS);
        nowNs += 2 * SECOND;

        probe.expire(nowNs);

        assertThat(probe.result()).isEqualTo(Result.UNKNOWN);
        nowNs += SECOND;
        assertThat(probe.begin(nowNs, 3e6)).isTrue();
    }

    @Test
    void shouldEndWhereTheSenderDoesNotGetToIt() {
        probe.begin(nowNs, 3e6);
        probe.sent(nowNs, probe.nextPacketBytes(nowNs), probe.cluster(), sequence++);
        nowNs += 500 * MS;

        assertThat(probe.nextPacketBytes(nowNs)).isZero();
        assertThat(probe.isSending()).isFalse();
        assertThat(probe.answered(nowNs, sequence)).isNegative();
    }
}

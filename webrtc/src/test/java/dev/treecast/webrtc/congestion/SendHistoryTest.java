package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendHistoryTest {
    private static final long MS = 1_000_000L;

    private final SendHistory history = new SendHistory();

    @Test
    void shouldTakeNoRoomBeforeTheFirstPacket() {
        assertThat(history.capacity()).isZero();
        assertThat(history.isEmpty()).isTrue();
        assertThat(history.find(0, 0)).isEqualTo(SendHistory.NONE);
    }

    @Test
    void shouldRememberWhatWasSent() {
        history.add(-5 * MS, 65_535, 1_200, 0);
        history.add(7 * MS, 0, 300, 9);

        long first = history.find(8 * MS, 65_535);
        long second = history.find(8 * MS, 0);

        assertThat(second).isEqualTo(first + 1);
        assertThat(history.sentNs(first)).isEqualTo(-5 * MS);
        assertThat(history.sentNs(second)).isEqualTo(7 * MS);
        assertThat(history.bytes(first)).isEqualTo(1_200);
        assertThat(history.cluster(first)).isZero();
        assertThat(history.cluster(second)).isEqualTo(9);
        assertThat(history.status(second)).isEqualTo(SendHistory.IN_FLIGHT);
        assertThat(history.find(8 * MS, 1)).isEqualTo(SendHistory.NONE);
        assertThat(history.find(8 * MS, 65_534)).isEqualTo(SendHistory.NONE);
    }

    @Test
    void shouldCountBytesInFlightUntilFeedbackHasComeToThem() {
        for (int i = 0; i < 10; i++) {
            history.add(i * MS, i, 100, 0);
        }
        assertThat(history.inFlightBytes()).isEqualTo(1_000);

        long fourth = history.find(10 * MS, 3);
        history.mark(history.find(10 * MS, 1), SendHistory.LOST);

        // 0 and 2, of which nothing was said.
        assertThat(history.answer(fourth)).isEqualTo(200);
        assertThat(history.inFlightBytes()).isEqualTo(600);
        assertThat(history.status(history.find(10 * MS, 0))).isEqualTo(SendHistory.SKIPPED);
        assertThat(history.status(history.find(10 * MS, 1))).isEqualTo(SendHistory.LOST);
        assertThat(history.answer(fourth)).isZero();
        assertThat(history.lastAnswered()).isEqualTo(fourth);
    }

    @Test
    void shouldGrowWhileNothingWasHeardOfTheLastSecondAndNoFurtherThanItsBound() {
        for (int i = 0; i < 300; i++) {
            history.add(i * MS, i, 100, 0);
        }
        assertThat(history.capacity()).isEqualTo(512);
        assertThat(history.sentNs(history.find(300 * MS, 0))).isZero();

        for (int i = 300; i < 40_000; i++) {
            history.add(300 * MS + i, i, 100, 0);
        }
        assertThat(history.capacity()).isEqualTo(4_096);
        assertThat(history.inFlightBytes()).isEqualTo(409_600);
    }

    @Test
    void shouldNotGrowForOldPackets() {
        for (int i = 0; i < 5_000; i++) {
            history.add(i * 10 * MS, i & 0xffff, 100, 0);
        }

        assertThat(history.capacity()).isEqualTo(256);
        assertThat(history.inFlightBytes()).isEqualTo(25_600);
    }

    @Test
    void shouldForgetAfterAPause() {
        history.add(0, 5, 100, 0);

        assertThat(history.find(11_000 * MS, 5)).isEqualTo(SendHistory.NONE);

        history.add(11_000 * MS, 6, 100, 0);
        assertThat(history.find(11_000 * MS, 5)).isEqualTo(SendHistory.NONE);
        assertThat(history.inFlightBytes()).isEqualTo(100);
    }

    /** Against a map, with numbers that jump. */
    @Test
    void shouldAgreeWithASimpleModel() {
        Random random = new Random(4);
        Map<Integer, Long> sent = new HashMap<>();
        long nowNs = -3_000_000 * MS;
        int sequence = 64_000;
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            nowNs += random.nextInt(3_000) * 1_000L;
            sequence = sequence + (random.nextInt(500) == 0 ? 1 + random.nextInt(20) : 1) & 0xffff;
            history.add(nowNs, sequence, sequence % 1_000, sequence % 256);
            sent.put(sequence, nowNs);
            int asked = sequence - random.nextInt(200) & 0xffff;
            long found = history.find(nowNs, asked);
            if (found != SendHistory.NONE) {
                assertThat(history.sentNs(found)).isEqualTo(sent.get(asked));
                assertThat(history.bytes(found)).isEqualTo(asked % 1_000);
                assertThat(history.cluster(found)).isEqualTo(asked % 256);
                hits++;
            } else {
                // Only a number that was left out, or one of the round before.
                Long at = sent.get(asked);
                assertThat(at == null || nowNs - at > 10_000 * MS).isTrue();
            }
        }
        assertThat(hits).isGreaterThan(90_000);
    }
}

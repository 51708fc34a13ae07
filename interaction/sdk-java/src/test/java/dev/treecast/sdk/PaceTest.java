package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When to try again, what time it is, and in which order the game is called. */
class PaceTest {
    @Test
    void shouldBackOffAndSpread() {
        Backoff backoff = new Backoff(250, 10_000, new Random(1));
        long longestMs = 250;
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextMs()).isBetween(longestMs / 2, longestMs);
            longestMs = Math.min(10_000, 2 * longestMs);
        }
        backoff.reset();
        assertThat(backoff.nextMs()).isBetween(125L, 250L);
    }

    @Test
    void shouldTrustTheShortestRoundTrip() {
        StreamClock clock = new StreamClock();
        assertThat(clock.known()).isFalse();
        clock.greeted(1_000_000_000, 5_000_000);
        assertThat(clock.nowUs(1_000_001_000)).isEqualTo(5_000_001);
        clock.answered(3_000_000_000L, 1_000_000_000, 7_500_000);
        clock.answered(3_010_000_000L, 3_000_000_000L, 8_005_000);
        clock.answered(9_000_000_000L, 5_000_000_000L, 1);
        assertThat(clock.nowUs(3_005_000_000L)).isEqualTo(8_005_000);
    }

    @Test
    void shouldKeepEventsInOrderAndBounded() {
        List<String> heard = new ArrayList<>();
        List<Long> dropped = new ArrayList<>();
        List<RuntimeException> thrown = new ArrayList<>();
        Callbacks callbacks = new Callbacks(2, thrown::add, dropped::add);
        Slot<Integer> sum = new Slot<>(Integer::sum, value -> heard.add("sum " + value));
        assertThat(callbacks.offer(() -> heard.add("first"))).isTrue();
        callbacks.offer(sum, 1);
        assertThat(callbacks.offer(() -> {
                    throw new IllegalStateException();
                }))
                .isTrue();
        callbacks.offer(sum, 2);
        assertThat(callbacks.offer(() -> heard.add("too many"))).isFalse();
        assertThat(callbacks.run(2)).isEqualTo(2);
        assertThat(heard).containsExactly("first", "sum 3");
        assertThat(callbacks.offer(() -> heard.add("second"))).isTrue();
        callbacks.offer(sum, 4);
        callbacks.finish(() -> heard.add("last"));
        assertThat(callbacks.offer(() -> heard.add("after"))).isFalse();
        callbacks.runUntilFinished();
        assertThat(heard).containsExactly("first", "sum 3", "second", "sum 4", "last");
        assertThat(thrown).hasSize(1);
        assertThat(dropped).containsExactly(1L);
    }

    @Test
    void shouldKeepEventsBelowWhatTheProtocolAllows() {
        EventRate rate = new EventRate();
        int sent = 0;
        for (long nowMs = 0; nowMs < 10_000; nowMs++) {
            sent += rate.take(nowMs * 1_000_000) ? 1 : 0;
        }
        assertThat(sent).isBetween(1_100, 200 + 10 * 100);
    }
}

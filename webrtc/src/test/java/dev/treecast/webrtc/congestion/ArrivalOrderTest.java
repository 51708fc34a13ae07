package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalOrderTest {
    private record Arrival(int ticks, int sequenceNumber) {}

    /** From sorted to any order. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 100_000_000})
    void shouldPutArrivalsInOrder(int scatter) {
        Random random = new Random(3);
        ArrivalOrder order = new ArrivalOrder();
        for (int size : new int[] {0, 1, 2, 3, 50, 1_000, ArrivalOrder.CAPACITY}) {
            List<Arrival> expected = new ArrayList<>();
            order.clear();
            for (int i = 0; i < size; i++) {
                Arrival arrival =
                        new Arrival(i * 4 - 1_000 + random.nextInt(2 * scatter + 1) - scatter, 65_000 + i & 0xffff);
                expected.add(arrival);
                assertThat(order.add(arrival.ticks, arrival.sequenceNumber)).isTrue();
            }
            expected.sort((a, b) -> a.ticks != b.ticks
                    ? Integer.compare(a.ticks, b.ticks)
                    : Integer.compare(a.sequenceNumber, b.sequenceNumber));

            order.sort();

            assertThat(order.size()).isEqualTo(size);
            for (int i = 0; i < size; i++) {
                assertThat(new Arrival(order.ticks(i), order.sequenceNumber(i))).isEqualTo(expected.get(i));
            }
        }
        assertThat(order.add(0, 0)).isFalse();
    }
}

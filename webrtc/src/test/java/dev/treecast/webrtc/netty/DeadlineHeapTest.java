package dev.treecast.webrtc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineHeapTest {
    private final DeadlineHeap heap = new DeadlineHeap();

    private static DeadlineHeap.Entry entry() {
        return new DeadlineHeap.Entry(new RecordedSession());
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(heap.first()).isNull();
        heap.remove(entry());
        heap.update(entry(), LoopSession.NO_DEADLINE);
        assertThat(heap.first()).isNull();
    }

    @Test
    void shouldTakeInAnEntryAgainThatWasRemoved() {
        DeadlineHeap.Entry entry = entry();
        heap.update(entry, 5);
        heap.remove(entry);
        heap.remove(entry);
        assertThat(heap.first()).isNull();
        heap.update(entry, 5);
        assertThat(heap.first()).isSameAs(entry);
        heap.update(entry, LoopSession.NO_DEADLINE);
        assertThat(heap.first()).isNull();
        heap.update(entry, 5);
        assertThat(heap.first()).isSameAs(entry);
    }

    @Test
    void shouldGiveDeadlinesInOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            heap.update(entry(), random.nextLong(1_000_000));
        }
        long before = Long.MIN_VALUE;
        int count = 0;
        for (DeadlineHeap.Entry first = heap.first(); first != null; first = heap.first()) {
            assertThat(first.deadlineNs).isGreaterThanOrEqualTo(before);
            before = first.deadlineNs;
            heap.remove(first);
            count++;
        }
        assertThat(count).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAgreeWithAListThatIsSearched(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<DeadlineHeap.Entry> entries = new ArrayList<>();
        // What each should be at; NO_DEADLINE where it is not in the heap.
        List<Long> model = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            entries.add(entry());
            model.add(LoopSession.NO_DEADLINE);
        }
        for (int step = 0; step < 20_000; step++) {
            int at = random.nextInt(entries.size());
            if (random.nextInt(10) == 0) {
                heap.remove(entries.get(at));
                model.set(at, LoopSession.NO_DEADLINE);
            } else {
                // A small range, so that equal deadlines and unchanged ones are common.
                long deadlineNs = random.nextInt(10) == 0 ? LoopSession.NO_DEADLINE : random.nextLong(500);
                heap.update(entries.get(at), deadlineNs);
                model.set(at, deadlineNs);
            }
            long earliest = model.stream().mapToLong(Long::longValue).min().orElseThrow();
            DeadlineHeap.Entry first = heap.first();
            if (earliest == LoopSession.NO_DEADLINE) {
                assertThat(first).isNull();
            } else {
                assertThat(Objects.requireNonNull(first).deadlineNs)
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(earliest);
                assertThat(model.get(entries.indexOf(first))).isEqualTo(earliest);
            }
        }
    }
}

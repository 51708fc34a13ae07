package dev.treecast.interaction.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.interaction.protocol.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folding and merging: no order matters, nothing is lost. */
class SummaryTest {
    private static final int CONTROL = 3;

    private record Input(long viewer, int action, int x, int y, long priority, long arrival) {}

    private static List<Input> inputs(Random random, int count, int viewers) {
        List<Input> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(new Input(
                    mix(random.nextInt(viewers)),
                    1 + random.nextInt(3),
                    random.nextInt(65_535) - 32_767,
                    random.nextInt(65_535) - 32_767,
                    random.nextLong(),
                    i));
        }
        return result;
    }

    private static long mix(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static Summary of(List<Input> inputs, int samples) {
        Summary summary = new Summary();
        summary.samples().limitTo(samples);
        for (Input input : inputs) {
            switch (input.action) {
                case Action.PRESS -> summary.press(1);
                case Action.RELEASE -> summary.release(-1);
                default -> summary.move(input.x, input.y);
            }
            summary.viewer(input.viewer);
            summary.samples().offer(input.priority, input.viewer, input.action, input.x, input.y, input.arrival, 0);
        }
        return summary;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldMergeInAnyOrderAndGrouping(int seed) {
        Random random = new Random(seed);
        // Around the bound where counting viewers turns into estimating them.
        List<Input> all = inputs(random, 4_000, 1_200);
        Summary whole = of(all, 16);
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(all, random);
            List<Summary> parts = new ArrayList<>();
            for (int from = 0; from < all.size(); ) {
                int to = Math.min(all.size(), from + random.nextInt(900));
                parts.add(of(all.subList(from, to), 16));
                from = to;
            }
            while (parts.size() > 1) {
                Summary a = parts.remove(random.nextInt(parts.size()));
                Summary b = parts.remove(random.nextInt(parts.size()));
                Summary merged = Summary.merge(a, b);
                assertThat(merged.isSame(Summary.merge(b, a))).isTrue();
                parts.add(merged);
            }
            assertThat(parts.getFirst().isSame(whole)).isTrue();
        }
    }

    /** What a fold hands out: it stays as it was when the fold goes on with its own, and can be added to. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 300, 1_000, 1_001, 5_000})
    void shouldCopyWhatItHolds(int count) {
        List<Input> inputs = inputs(new Random(count), count, 3 * count + 1);
        List<Input> more = inputs(new Random(count + 1), 20, 3 * count + 1);
        Summary summary = of(inputs, 4);
        Summary copy = summary.copy();

        summary.clear();
        assertThat(summary.isSame(new Summary())).isTrue();
        assertThat(copy.isSame(of(inputs, 4))).isTrue();
        assertThat(Summary.merge(of(more, 4), copy).isSame(Summary.merge(of(more, 4), of(inputs, 4))))
                .isTrue();
        copy.add(of(more, 4));
        assertThat(copy.isSame(Summary.merge(of(inputs, 4), of(more, 4)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldChangeNeitherWhenMerging(int seed) {
        Random random = new Random(seed);
        List<Input> one = inputs(random, 500, 300);
        List<Input> two = inputs(random, 500, 3_000);
        Summary a = of(one, 4);
        Summary b = of(two, 8);
        Summary.merge(a, b);
        assertThat(a.isSame(of(one, 4))).isTrue();
        assertThat(b.isSame(of(two, 8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 1_000})
    void shouldCountViewersExactly(int viewers) {
        DistinctViewers distinct = new DistinctViewers();
        for (int i = 0; i < 3 * viewers; i++) {
            distinct.add(mix(i % viewers));
        }
        assertThat(distinct.count()).isEqualTo(viewers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 2_000, 5_000, 10_000, 100_000, 1_000_000})
    void shouldEstimateManyViewersWithinFourDeviations(int viewers) {
        DistinctViewers distinct = new DistinctViewers();
        for (int i = 0; i < viewers; i++) {
            distinct.add(mix(i));
        }
        assertThat((double) distinct.count()).isCloseTo(viewers, within(0.093 * viewers));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldFoldAsTheMergeOfEach(int seed) {
        Random random = new Random(seed);
        Fold fold = new Fold(new Random(9));
        List<Input> all = inputs(random, 1_000, 400);
        Summary expected = new Summary();
        java.util.Set<Long> known = new java.util.HashSet<>();
        for (Input input : all) {
            boolean first = known.add(input.viewer);
            if (input.action == Action.MOVE) {
                fold.move(CONTROL, input.viewer, first, input.x, input.y, 0, 0, 0);
            } else {
                fold.discrete(CONTROL, input.viewer, first, input.action == 1 ? 1 : -1, input.action, 0, 0, 0);
            }
            expected = Summary.merge(expected, of(List.of(input), 0));
        }
        Map<Integer, Summary> drained = fold.drain();
        assertThat(drained).containsOnlyKeys(CONTROL);
        assertThat(drained.values().iterator().next().isSame(expected)).isTrue();
        assertThat(fold.drain()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void shouldTellDirectionsAsAnglesDo(int sector) {
        for (double off = -0.48; off <= 0.48; off += 0.08) {
            double angle = (sector + off) * Math.PI / 8;
            int x = (int) Math.round(30_000 * Math.cos(angle));
            int y = (int) Math.round(30_000 * Math.sin(angle));
            assertThat(Sectors.of(x, y)).isEqualTo(sector);
        }
        assertThat(Sectors.of(0, 0)).isEqualTo(-1);
    }
}

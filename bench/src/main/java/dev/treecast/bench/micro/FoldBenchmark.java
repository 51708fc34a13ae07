package dev.treecast.bench.micro;

import dev.treecast.interaction.input.Fold;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.protocol.Action;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The bus's fold: a tick's worth of input at a million a second, of 10,000 viewers over 200 controls, with four samples each; and two ticks merged. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FoldBenchmark {
    private static final int INPUTS = 50_000;
    private static final int CONTROLS = 200;
    private static final int VIEWERS = 10_000;
    private static final int SAMPLES = 4;

    private final Fold fold = new Fold(new SplittableRandom(1));
    private final int[] controls = new int[INPUTS];
    private final long[] viewers = new long[INPUTS];
    private final short[] positions = new short[2 * INPUTS];
    private long nowUs = 1_000_000;
    private final Map<Integer, Summary> one;
    private final Map<Integer, Summary> other;

    public FoldBenchmark() {
        SplittableRandom random = new SplittableRandom(7);
        // The bus knows viewers by hashes of 64 bits.
        long[] audience = random.longs(VIEWERS).toArray();
        for (int i = 0; i < INPUTS; i++) {
            controls[i] = random.nextInt(CONTROLS);
            viewers[i] = audience[random.nextInt(VIEWERS)];
            positions[2 * i] = (short) random.nextInt(-32_767, 32_768);
            positions[2 * i + 1] = (short) random.nextInt(-32_767, 32_768);
        }
        one = tick();
        other = tick();
    }

    private Map<Integer, Summary> tick() {
        for (int i = 0; i < INPUTS; i++) {
            if (i % 2 == 0) {
                fold.move(controls[i], viewers[i], true, positions[2 * i], positions[2 * i + 1], SAMPLES, nowUs, nowUs);
            } else {
                fold.discrete(controls[i], viewers[i], true, 1, Action.PRESS, SAMPLES, nowUs, nowUs);
            }
        }
        nowUs += 50_000;
        return fold.drain();
    }

    @Benchmark
    @OperationsPerInvocation(INPUTS)
    public Map<Integer, Summary> input() {
        return tick();
    }

    @Benchmark
    @OperationsPerInvocation(CONTROLS)
    public long mergeOfAControl() {
        long received = 0;
        for (Map.Entry<Integer, Summary> each : one.entrySet()) {
            received += Summary.merge(each.getValue(), Objects.requireNonNull(other.get(each.getKey())))
                    .received();
        }
        return received;
    }
}

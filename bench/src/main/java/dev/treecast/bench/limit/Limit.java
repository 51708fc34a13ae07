package dev.treecast.bench.limit;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.Child;
import dev.treecast.bench.lab.SendLoops;
import dev.treecast.bench.lab.SendResult;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs the three loops in turn, round after round, so that what the machine does meanwhile falls on all of them. */
public final class Limit {
    private final SendLoops loops;
    private final Progress progress;
    private final int rounds;
    private final int measureMs;

    /**
     * @param rounds of each loop
     * @param measureMs that each is measured for in a round
     */
    public Limit(SendLoops loops, Progress progress, int rounds, int measureMs) {
        this.loops = loops;
        this.progress = progress;
        this.rounds = rounds;
        this.measureMs = measureMs;
    }

    /** What the bare loop's send buffer holds, which is what the yardstick gathers too. */
    public static int burstBytes() {
        return BareLoop.options().sendBufferBytes();
    }

    /** @param log takes what the sink says */
    public LimitResult measure(SendLoops.Load load, Path log) throws BenchFailure, InterruptedException {
        Map<Way, List<SendResult>> results = new EnumMap<>(Way.class);
        String what = load.viewers() + " viewers, " + load.packets() + " packets a send"
                + (load.segmentation() ? "" : ", without segmentation");
        try (Child _ = loops.sink(load.viewers(), log)) {
            for (int round = 1; round <= rounds; round++) {
                progress.begin(what + ", round " + round + " of " + rounds);
                for (Way way : Way.values()) {
                    results.computeIfAbsent(way, key -> new ArrayList<>()).add(run(way, load));
                }
            }
        }
        progress.clear();
        return LimitResult.of(load, results);
    }

    private SendResult run(Way way, SendLoops.Load load) throws BenchFailure, InterruptedException {
        return switch (way) {
            case C -> loops.inC(load, measureMs);
            case LIBCRYPTO -> loops.inJava("libcrypto", load, measureMs);
            case JDK -> loops.inJava("jdk", load, measureMs);
        };
    }
}

package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.relay.DrainRun;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench drain}: what viewers see when their edge leaves. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What viewers miss when their edge is drained: a cluster of processes on loopback, viewers who go where they are sent, and for"
                    + " each the longest time without a packet of video.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench drain --viewers 100"})
final class DrainCommand implements Callable<Integer> {
    private static final int VIEWERS_MAX = 1_000;
    private static final double IDLE_SECONDS = 8;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--viewers", paramLabel = "COUNT", description = "Default: ${DEFAULT-VALUE}")
    int viewers = 100;

    @Option(names = "--out", paramLabel = "DIR", description = "Where logs go. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        LabOptions.within(spec.commandLine(), "--viewers", viewers, 1, VIEWERS_MAX);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        progress.begin("four nodes, " + viewers + " viewers");
        try (DrainRun cluster = new DrainRun(
                List.of(LabOptions.launcher().toString()), viewers, run.folder().path())) {
            List<Double> before = cluster.idle(IDLE_SECONDS);
            DrainRun.Result result = cluster.drain(viewers);
            progress.clear();
            System.out.printf(
                    "%d of %d viewers went to the other edge within %.1f s; connections lost: %d%n",
                    result.moved(), viewers, result.tookSeconds(), result.lost());
            System.out.println("longest time without video, a viewer, ms:        p50    p95    max");
            System.out.println(
                    "  in " + (int) IDLE_SECONDS + " s without a drain                        " + row(before));
            System.out.println("  in the drain, and a second after              " + row(result.longestMs()));
            return result.moved() == viewers && result.lost() == 0 ? 0 : 1;
        }
    }

    private static String row(List<Double> sorted) {
        return String.format("%6.0f %6.0f %6.0f", at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share)));
    }
}

package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.relay.RelayResult;
import dev.treecast.bench.relay.RelayRun;
import dev.treecast.bench.report.RelayReport;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench relay}: what a relay costs, and how long packets take through it. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What a relay costs for each packet and child, and what each hop adds to the latency: relays are processes of their own,"
                    + " the nodes above and below are in this process and read one clock. On loopback.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench relay --children 10,40 --streams 4"})
final class RelayCommand implements Callable<Integer> {
    private static final int CHILDREN_MAX = 400;
    private static final int STREAMS_MAX = 50;
    private static final int SECONDS_MAX = 600;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--children",
            split = ",",
            paramLabel = "COUNT",
            description = "Nodes that the relay sends every stream to. Default: ${DEFAULT-VALUE}")
    List<Integer> children = List.of(10, 40);

    @Option(
            names = "--streams",
            paramLabel = "COUNT",
            description = "Streams of 30 frames and 300 packets a second, 2.8 Mbit/s. Default: ${DEFAULT-VALUE}")
    int streams = 4;

    @Option(names = "--seconds", paramLabel = "S", description = "How long each is measured. Default: ${DEFAULT-VALUE}")
    int seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description =
                    "Time before that, which is the JIT compiler's: it compiles for a minute. Default: ${DEFAULT-VALUE}")
    int warmUp = 5;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, logs. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        children.forEach(count -> LabOptions.within(command, "--children", count, 1, CHILDREN_MAX));
        LabOptions.within(command, "--streams", streams, 1, STREAMS_MAX);
        LabOptions.within(command, "--seconds", seconds, 1, SECONDS_MAX);
        LabOptions.within(command, "--warm-up", warmUp, 0, SECONDS_MAX);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        List<RelayResult> results = new ArrayList<>();
        System.out.println(RelayReport.table().header());
        for (int count : children) {
            progress.begin(count + " children, " + streams + " streams");
            List<String> launcher = List.of(LabOptions.launcher().toString());
            Path folder = run.folder().path().resolve(count + "-children");
            try (RelayRun measured = new RelayRun(launcher, streams, count, folder)) {
                Thread.sleep(warmUp * 1_000L);
                RelayResult result = measured.measure(seconds);
                results.add(result);
                progress.clear();
                System.out.println(RelayReport.table().row(result));
                System.out.flush();
            }
        }
        run.folder().write(new RelayReport(run.info("loopback"), results));
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        return 0;
    }
}

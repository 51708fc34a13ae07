package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.relay.RelayResult;
import dev.treecast.bench.relay.RelayRun;
import dev.treecast.bench.report.RelayReport;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
                    + " the nodes above and below share one and read one clock. As root the relays and that process have a network"
                    + " namespace each, joined by veth.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./treecast bench relay --children 10,40 --streams 4,20",
            "  ./treecast bench relay --children 20 --load 70"
        })
final class RelayCommand implements Callable<Integer> {
    private static final int CHILDREN_MAX = 400;
    private static final int STREAMS_MAX = 200;
    private static final int SECONDS_MAX = 600;
    private static final int STREAMS_DEFAULT = 4;
    private static final int STREAMS_DEFAULT_MAX = 100;
    private static final long SETTLE_MS = 2_000;

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
            split = ",",
            paramLabel = "COUNT",
            description =
                    "Streams of 30 frames and 300 packets a second, 2.8 Mbit/s. With --load: at most, 100 where not said."
                            + " Default: 4")
    List<Integer> streams = List.of();

    @Option(
            names = "--load",
            paramLabel = "PERCENT",
            description =
                    "First finds out how many streams the relay carries at most, and then measures at so much of that.")
    int load;

    @Option(
            names = "--namespaces",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Network namespaces joined by veth rather than loopback. Default: yes, where they may be made")
    boolean namespaces = true;

    @Option(
            names = "--pin",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "The first relay on the first half of the cores, everything else on the rest. Default: yes")
    boolean pin = true;

    @Option(
            names = "--steer",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "The kernel receives for each side on its own cores (receive packet steering), as on a network of wires;"
                            + " otherwise the relay's core does the receivers' part of a virtual link. Default: yes")
    boolean steer = true;

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
        List<Integer> flowing = streams.isEmpty() ? List.of(load > 0 ? STREAMS_DEFAULT_MAX : STREAMS_DEFAULT) : streams;
        children.forEach(count -> LabOptions.within(command, "--children", count, 1, CHILDREN_MAX));
        flowing.forEach(count -> LabOptions.within(command, "--streams", count, 1, STREAMS_MAX));
        LabOptions.within(command, "--load", load, 0, 100);
        LabOptions.within(command, "--seconds", seconds, 1, SECONDS_MAX);
        LabOptions.within(command, "--warm-up", warmUp, 0, SECONDS_MAX);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        List<RelayResult> results = new ArrayList<>();
        Consumer<RelayResult> shown = result -> {
            results.add(result);
            progress.clear();
            System.out.println(RelayReport.table().row(result));
            System.out.flush();
        };
        System.out.println(RelayReport.table().header());
        String where = "";
        for (int count : children) {
            Path folder = run.folder().path().resolve(count + "-children");
            Lab lab = Lab.open(namespaces, pin, steer);
            where = lab.description();
            progress.begin(count + " children join");
            try (RelayRun measured = RelayRun.open(
                    lab, List.of(LabOptions.launcher().toString()), Collections.max(flowing), count, folder)) {
                measure(measured, flowing, progress, shown);
            }
        }
        run.folder().write(new RelayReport(run.info(where), results));
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        return 0;
    }

    private void measure(RelayRun run, List<Integer> flowing, Progress progress, Consumer<RelayResult> shown)
            throws BenchFailure, InterruptedException {
        run.flow(load > 0 ? 1 : flowing.getFirst());
        progress.begin("warming up");
        Thread.sleep(warmUp * 1_000L);
        List<Integer> measured = flowing;
        if (load > 0) {
            progress.begin("looking for the most that it carries");
            measured = List.of(Math.max(1, (int) Math.round(run.most(shown) * load / 100.0)));
        }
        for (int i = 0; i < measured.size(); i++) {
            run.flow(measured.get(i));
            progress.begin(measured.get(i) + " streams");
            Thread.sleep(SETTLE_MS);
            RelayResult result = run.measure(measured.get(i), seconds);
            shown.accept(i == measured.size() - 1 ? joined(run, result, progress) : result);
        }
    }

    /** With how long joins take, which may be too long to be measured where the ends share a core with much else. */
    private static RelayResult joined(RelayRun run, RelayResult result, Progress progress) {
        try {
            return result.withJoins(run.joins());
        } catch (BenchFailure e) {
            progress.say("Joins could not be measured: " + e.sentence());
            return result;
        }
    }
}

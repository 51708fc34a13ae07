package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.report.Table;
import dev.treecast.bench.report.TrafficReport;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.traffic.ControlSet;
import dev.treecast.bench.traffic.SimulatedAudience;
import dev.treecast.bench.traffic.SocketAudience;
import dev.treecast.bench.traffic.TrafficResult;
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

/** {@code bench traffic}: what a game is sent, whatever its audience. */
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What a game with 200 controls is sent, by small and large audiences that give input as fast as the limits allow.",
            "",
            "Simulated audiences are on the bus itself, in simulated time, and the same on every machine; the others are viewers"
                    + " and a game on WebSockets, against a server's process. Exit status 1 when more than 1.5 Mbit/s is sent.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench traffic --viewers 10,10000 --sockets 10,500"})
final class TrafficCommand implements Callable<Integer> {
    /** What a bus takes of one show. */
    private static final int VIEWERS_MAX = 50_000;

    /** Below the WebSockets that one address may have. */
    private static final int SOCKETS_MAX = 900;

    private static final int SECONDS_MAX = 600;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "COUNT",
            description = "Simulated audiences. Default: ${DEFAULT-VALUE}")
    List<Integer> viewers = List.of(10, 200, 10_000);

    @Option(
            names = "--sockets",
            split = ",",
            paramLabel = "COUNT",
            description = "Audiences on WebSockets; 0 for none. Default: ${DEFAULT-VALUE}")
    List<Integer> sockets = List.of(10, 500);

    @Option(names = "--seconds", paramLabel = "S", description = "How long each is measured. Default: ${DEFAULT-VALUE}")
    int seconds = 5;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, logs. Default: bench-results/TIME")
    @Nullable
    Path out;

    private final List<TrafficResult> results = new ArrayList<>();
    private final Table<TrafficResult> table = TrafficReport.table();

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        viewers.forEach(count -> LabOptions.within(command, "--viewers", count, 1, VIEWERS_MAX));
        sockets.forEach(count -> LabOptions.within(command, "--sockets", count, 0, SOCKETS_MAX));
        LabOptions.within(command, "--seconds", seconds, 1, SECONDS_MAX);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        System.out.println(table.header());
        for (ControlSet controls : ControlSet.values()) {
            for (int count : viewers) {
                progress.begin(count + " simulated viewers");
                add(SimulatedAudience.measure(controls, count, seconds), progress);
            }
        }
        List<Integer> real = sockets.stream().filter(count -> count > 0).toList();
        if (!real.isEmpty()) {
            overWebSockets(real, run.folder().path(), progress);
        }
        run.folder().write(new TrafficReport(run.info("simulated time, and loopback"), results));
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        if (!results.stream().allMatch(TrafficResult::isWithinGoal)) {
            throw new BenchFailure("A game was sent more than 1.5 Mbit/s.");
        }
        return 0;
    }

    private void overWebSockets(List<Integer> audiences, Path folder, Progress progress)
            throws BenchFailure, InterruptedException {
        progress.begin("starting the server");
        try (ServerProcess server = ServerProcess.start(
                Site.here(),
                List.of(LabOptions.launcher().toString()),
                "127.0.0.1",
                0,
                List.of("--media-loops", "1"),
                folder)) {
            for (ControlSet controls : List.of(ControlSet.MIXED, ControlSet.JOYSTICKS)) {
                for (int count : audiences) {
                    progress.begin(count + " viewers on WebSockets");
                    String stream = "stage-" + results.size();
                    add(SocketAudience.measure(server.url(), stream, controls, count, seconds), progress);
                }
            }
        }
    }

    private void add(TrafficResult result, Progress progress) {
        results.add(result);
        progress.clear();
        System.out.println(table.row(result));
        System.out.flush();
    }
}

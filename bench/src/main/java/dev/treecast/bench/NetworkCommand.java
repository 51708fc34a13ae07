package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.network.NetworkScenario;
import dev.treecast.bench.network.NetworkSetting;
import dev.treecast.bench.network.ScenarioResult;
import dev.treecast.bench.report.NetworkReport;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.RigOptions;
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

/** {@code bench network}: what real viewers get over bad networks. */
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What Chromium gets over bad networks, from Treecast and from Janus: loss after repair, freezes, layers, joins,"
                    + " backlog, and what they cost.",
            "",
            "The server runs in one network namespace and Chromium in another; between them is a wire in user space that delays,"
                    + " loses and narrows, out of a seed. Publishers and crowds have a good network in a third. Janus and"
                    + " Chromium come from Debian's packages and are installed where they may be. Needs root, for the"
                    + " namespaces.",
            ""
        },
        footer = {
            "",
            "Scenarios:",
            "  loss       random loss of 1, 5 and 10 %% at 40 ms round trip",
            "  bandwidth  a bottleneck of 3, then 0.8, then 3 Mbit/s again",
            "  join       30 joins at 40 ms round trip while 300 watch",
            "  backlog    how far behind live a viewer is after its start",
            "  shallow    a bottleneck with a queue of 10 ms: staggered pacing against burst",
            "  cost       server CPU a packet with 600 viewers, against another build",
            "",
            "Examples:",
            "  ./treecast bench network",
            "  ./treecast bench network --scenario loss --seconds 20 --seed 7",
            "  ./treecast bench network --scenario cost --baseline ../before/treecast"
        })
final class NetworkCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String JANUS = "janus";
    private static final String NONE = "none";
    private static final int SECONDS_MAX = 3_600;
    private static final int VIEWERS_MIN = 600;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description = "loss, bandwidth, join, backlog, shallow, cost, or all. Default: all")
    List<String> scenarios = List.of(ALL);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each measurement of a scenario takes. Default: ${DEFAULT-VALUE}")
    int seconds = 60;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the wire. Default: ${DEFAULT-VALUE}")
    long seed = 1;

    @Option(
            names = "--peer",
            paramLabel = "janus|none",
            description = "Who is measured beside us. Default: ${DEFAULT-VALUE}")
    String peer = JANUS;

    @Option(
            names = "--watching",
            paramLabel = "COUNT",
            description = "Viewers who watch while others join. Default: ${DEFAULT-VALUE}")
    int watching = 300;

    @Option(
            names = "--loss-both-ways",
            description = "Random loss meets what viewers send as well, requests for repeats among it.")
    boolean lossBothWays;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "The treecast script of another build, to compare costs with in the same run.")
    @Nullable
    Path baseline;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, charts. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        LabOptions.within(command, "--seconds", seconds, 5, SECONDS_MAX);
        LabOptions.within(command, "--watching", watching, 1, LabOptions.VIEWERS_MAX);
        if (!peer.equals(JANUS) && !peer.equals(NONE)) {
            throw new CommandLine.ParameterException(command, "--peer takes janus or none.");
        }
        List<NetworkScenario> wanted = wanted(command);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        List<ScenarioResult> results = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (NetworkScenario scenario : wanted) {
            progress.say("== " + scenario.text() + ": " + scenario.title());
            try {
                results.add(scenario.run(setting(scenario, run.folder().path(), progress)));
            } catch (BenchFailure e) {
                // One scenario that fails does not keep the others from being measured.
                progress.say(e.sentence());
                failed.add(scenario.text());
            }
        }
        NetworkReport report =
                new NetworkReport(run.info("namespaces joined by a wire in user space, seed " + seed), results);
        System.out.print(report.text());
        results.forEach(result -> result.notes().forEach(progress::say));
        run.folder().write(report);
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        if (!failed.isEmpty()) {
            throw new BenchFailure(
                    "Could not be measured: " + String.join(", ", failed) + "; the lines above say why.");
        }
        return 0;
    }

    private NetworkSetting setting(NetworkScenario scenario, Path folder, Progress progress) throws BenchFailure {
        RigOptions options = new RigOptions(
                LabOptions.launcher(),
                folder,
                1,
                Math.max(VIEWERS_MIN, watching),
                0,
                Optional.empty(),
                scenario.pinned(),
                false,
                1,
                0);
        return new NetworkSetting(
                options,
                seed,
                seconds,
                peer.equals(JANUS),
                lossBothWays,
                watching,
                Optional.ofNullable(baseline).map(Path::toAbsolutePath),
                progress);
    }

    private List<NetworkScenario> wanted(CommandLine command) {
        if (scenarios.contains(ALL)) {
            return List.of(NetworkScenario.values());
        }
        List<NetworkScenario> wanted = new ArrayList<>();
        for (String name : scenarios) {
            wanted.add(NetworkScenario.named(name)
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            command, "--scenario takes none that is called '" + name + "'.")));
        }
        return wanted;
    }
}

package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.Table;
import dev.treecast.bench.report.TreeReport;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.tree.Scenario;
import dev.treecast.bench.tree.TreePlan;
import dev.treecast.bench.tree.TreeResult;
import dev.treecast.bench.tree.TreeSimulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench tree}: the tree at scale, in virtual time. */
@Command(
        name = "tree",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The tree at scale, simulated: thousands of nodes, each with the code that decides in a server whom it takes a stream from,"
                    + " and millions of viewers who come within a minute, while something goes wrong.",
            "",
            "Virtual time, and everything out of a seed. Exit status 1 when an invariant is violated (the run ends there, with the seed and"
                    + " the event), or when fewer than 95 of a hundred viewers have their first packet within a second.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./treecast bench tree --nodes 10000 --scenario flash-crowd,relay-crashes",
            "  ./treecast bench tree --nodes 200 --seed 7"
        })
final class TreeCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int NODES_MIN = 10;
    private static final int NODES_MAX = 10_000;
    private static final int VIEWERS_MAX = 10_000_000;
    private static final int VIEWERS_PER_NODE = 1_000;
    private static final int CROWD_SECONDS_MIN = 10;
    private static final int CROWD_SECONDS_MAX = 600;

    /** Below, the edges of one region could not all be served by its relays. */
    private static final int CAPACITY_MIN = 30;

    private static final int CAPACITY_MAX = 100_000;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description =
                    "flash-crowd, relay-crashes, region-loss, directory-outage, partition, clock-skew, drain, churn,"
                            + " or all. Default: all")
    List<String> scenarios = List.of(ALL);

    @Option(names = "--nodes", paramLabel = "COUNT", description = "10 to 10,000. Default: ${DEFAULT-VALUE}")
    int nodes = 1_000;

    @Option(
            names = "--viewers",
            paramLabel = "COUNT",
            description = "In the crowd, 10,000,000 at most. Default: 1,000 for each node")
    int viewers;

    @Option(
            names = "--crowd-seconds",
            paramLabel = "S",
            description = "Within which they come. Default: ${DEFAULT-VALUE}")
    int crowdSeconds = 60;

    @Option(
            names = "--capacity",
            paramLabel = "COUNT",
            description = "Streams that a relay serves to other nodes. Default: ${DEFAULT-VALUE}, a server's")
    int capacity = 200;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of everything. Default: ${DEFAULT-VALUE}")
    long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, charts. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure {
        CommandLine command = spec.commandLine();
        LabOptions.within(command, "--nodes", nodes, NODES_MIN, NODES_MAX);
        LabOptions.within(command, "--viewers", viewers, 0, VIEWERS_MAX);
        LabOptions.within(command, "--crowd-seconds", crowdSeconds, CROWD_SECONDS_MIN, CROWD_SECONDS_MAX);
        LabOptions.within(command, "--capacity", capacity, CAPACITY_MIN, CAPACITY_MAX);
        List<Scenario> wanted = wanted(command);
        int audience = viewers == 0 ? nodes * VIEWERS_PER_NODE : viewers;
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        Table<TreeResult> table = TreeReport.table();
        List<TreeResult> results = new ArrayList<>();
        System.out.println(table.header());
        for (Scenario scenario : wanted) {
            TreePlan plan = new TreePlan(scenario, nodes, audience, crowdSeconds, capacity, seed);
            progress.begin(scenario.text());
            TreeResult result = TreeSimulation.run(
                    plan, second -> progress.update(scenario.text() + ", " + second + " of " + plan.seconds() + " s"));
            progress.clear();
            results.add(result);
            System.out.println(table.row(result));
            System.out.flush();
            result.violations().forEach(progress::say);
        }
        run.folder().write(new TreeReport(run.info("virtual time, seed " + seed), results));
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        if (!results.stream().allMatch(TreeResult::isSound)) {
            throw new BenchFailure("An invariant or a goal was missed.");
        }
        return 0;
    }

    private List<Scenario> wanted(CommandLine command) {
        if (scenarios.contains(ALL)) {
            return List.of(Scenario.values());
        }
        List<Scenario> wanted = new ArrayList<>();
        for (String name : scenarios) {
            wanted.add(Arrays.stream(Scenario.values())
                    .filter(scenario -> scenario.text().equals(name))
                    .findAny()
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            command, "--scenario takes none that is called '" + name + "'.")));
        }
        return wanted;
    }
}

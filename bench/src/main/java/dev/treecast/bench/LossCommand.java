package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.loss.LossRow;
import dev.treecast.bench.loss.LossTable;
import dev.treecast.bench.report.LossReport;
import dev.treecast.bench.report.Table;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench loss}: what repair leaves of losses, in virtual time. */
@Command(
        name = "loss",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What repair leaves of losses, simulated: the code that decides in a server what is sent again, a path that loses packets, and"
                    + " a viewer who asks for them as browsers do.",
            "",
            "Virtual time, and everything out of a seed.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench loss --packets 2000000 --seed 7"})
final class LossCommand implements Callable<Integer> {
    private static final int PACKETS_MIN = 10_000;
    private static final int PACKETS_MAX = 10_000_000;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--packets",
            paramLabel = "COUNT",
            description = "Of each row, 10,000 to 10,000,000. Default: ${DEFAULT-VALUE}")
    int packets = 500_000;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of everything. Default: ${DEFAULT-VALUE}")
    long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure {
        LabOptions.within(spec.commandLine(), "--packets", packets, PACKETS_MIN, PACKETS_MAX);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        Table<LossRow> table = LossReport.table();
        List<Supplier<LossRow>> pending = new LossTable(packets, seed).rows();
        List<LossRow> rows = new ArrayList<>();
        progress.begin(pending.size() + " simulations of " + packets + " packets");
        System.out.println(table.header());
        for (Supplier<LossRow> simulation : pending) {
            progress.update("row " + (rows.size() + 1) + " of " + pending.size());
            LossRow row = simulation.get();
            progress.clear();
            rows.add(row);
            System.out.println(table.row(row));
            System.out.flush();
        }
        run.folder().write(new LossReport(run.info("virtual time, seed " + seed), rows));
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        return 0;
    }
}

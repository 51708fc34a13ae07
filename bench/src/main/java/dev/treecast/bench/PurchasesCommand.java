package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.purchases.PurchaseResult;
import dev.treecast.bench.purchases.PurchaseRun;
import dev.treecast.bench.report.PurchasesReport;
import dev.treecast.bench.rig.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench purchases}: whether money adds up while the server is killed again and again. */
@Command(
        name = "purchases",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Whether purchases are lost or charged twice: viewers buy, a game made with the Java SDK captures or gives back,"
                    + " and meanwhile the server's process is killed (SIGKILL) and started again on the same data folder.",
            "",
            "Viewers and game reconnect and repeat what was not answered, with the same keys. At the end the server is killed once"
                    + " more, and what every viewer was told, what the game decided and what the ledger has on disk are compared."
                    + " Exit status 1 when they differ.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench purchases --intents 10000 --kills 20 --seed 7"})
final class PurchasesCommand implements Callable<Integer> {
    private static final int INTENTS_MAX = 1_000_000;

    /** Below the WebSockets that one address may have. */
    private static final int VIEWERS_MAX = 900;

    /** Orders of one viewer: what the starting credits pay for. */
    private static final int ORDERS_MAX = 90;

    private static final int SECONDS_MAX = 36_000;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--intents", paramLabel = "COUNT", description = "Orders in all. Default: ${DEFAULT-VALUE}")
    int intents = 10_000;

    @Option(names = "--viewers", paramLabel = "COUNT", description = "Who buy. Default: ${DEFAULT-VALUE}")
    int viewers = 400;

    @Option(
            names = "--kills",
            paramLabel = "COUNT",
            description = "Of the server, while orders are under way. Default: ${DEFAULT-VALUE}")
    int kills = 25;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Of what is bought, what the game answers and when the server is killed. Default:"
                    + " ${DEFAULT-VALUE}")
    long seed = 1;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "After which orders without an end count as lost. Default: ${DEFAULT-VALUE}")
    int seconds = 600;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, logs. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        LabOptions.within(command, "--intents", intents, 1, INTENTS_MAX);
        LabOptions.within(command, "--viewers", viewers, 1, VIEWERS_MAX);
        LabOptions.within(command, "--kills", kills, 0, intents);
        LabOptions.within(command, "--seconds", seconds, 1, SECONDS_MAX);
        if (intents > (long) viewers * ORDERS_MAX) {
            throw new CommandLine.ParameterException(
                    command, "--intents takes " + ORDERS_MAX + " for each viewer at most: credits pay for no more.");
        }
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        PurchaseResult result = PurchaseRun.run(
                new PurchaseRun.Plan(intents, viewers, kills, seed, seconds),
                List.of(LabOptions.launcher().toString()),
                run.folder().path(),
                progress);
        PurchasesReport report = new PurchasesReport(run.info("loopback"), result);
        System.out.print(report.text());
        run.folder().write(report);
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        if (!result.isSound()) {
            result.audit().sentences().forEach(progress::say);
            throw new BenchFailure("The books do not add up.");
        }
        return 0;
    }
}

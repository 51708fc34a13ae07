package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.ChannelMemory;
import dev.treecast.bench.report.InteractionReport;
import dev.treecast.bench.rig.MemoryUse;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.InteractionCounts;
import dev.treecast.bench.swarm.JoinRequest;
import dev.treecast.bench.swarm.JoinResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench interaction}: viewers who press buttons beside watching, and a game that hears of it. */
@Command(
        name = "interaction",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What viewers' input costs beside their video, and how long it takes: every viewer has three data channels and"
                    + " presses and releases a button; a game made with the Java SDK hears of it in ticks and says something"
                    + " to all of them twice a second.",
            "",
            "Before that, as many viewers without data channels come and go, so that what the channels cost in memory shows.",
            "",
            "Runs as 'bench fanout' does. Game and viewers are one process, so its core is in the times.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench interaction --viewers 1000 --inputs-per-second 5"})
final class InteractionCommand implements Callable<Integer> {
    private static final int SETTLE_S = 5;

    /** The bus keeps sessions for 30 s for those who come back. */
    private static final int SESSIONS_END_S = 32;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--viewers", paramLabel = "COUNT", description = "How many. Default: ${DEFAULT-VALUE}")
    int viewers = 1_000;

    @Option(
            names = "--inputs-per-second",
            paramLabel = "RATE",
            description =
                    "Presses and releases of each viewer, up to the 10 that the bus allows. Default: ${DEFAULT-VALUE}")
    double inputsPerSecond = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "How long it is measured. Default: ${DEFAULT-VALUE}")
    int seconds = 20;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        lab.check(command);
        LabOptions.within(command, "--viewers", viewers, 1, LabOptions.VIEWERS_MAX);
        LabOptions.within(command, "--streams", lab.streams, 1, 1);
        if (!(inputsPerSecond > 0 && inputsPerSecond <= 100)) {
            throw new CommandLine.ParameterException(command, "--inputs-per-second takes more than 0, up to 100.");
        }
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, lab);
        try (Rig rig =
                Rig.start(lab.rig(run.folder().path(), viewers).withInputsPerSecond(inputsPerSecond), progress)) {
            InteractionReport report = measure(rig, run);
            progress.clear();
            System.out.print(report.text());
            report.notes().forEach(progress::say);
            run.folder().write(report);
            progress.say("Report: " + run.folder().path().resolve("report.md"));
        }
        return 0;
    }

    private InteractionReport measure(Rig rig, Run run) throws BenchFailure, InterruptedException {
        // So that the compiler is done with most of it, and what only ever grows has grown.
        rig.join(viewers, 0, lab.joinsPerSecond);
        rig.run(SETTLE_S, viewers + " viewers, warming up");
        rig.leaveAll();
        rig.run(SESSIONS_END_S, "waiting until the bus has forgotten them");
        MemoryUse base = rig.memory();
        rig.join(new JoinRequest(viewers, 0, lab.joinsPerSecond, Rig.CONCURRENT_JOINS, false));
        rig.run(SETTLE_S, viewers + " viewers without data channels, settling");
        MemoryUse without = rig.memory();
        rig.leaveAll();
        InteractionCounts start = rig.interaction();
        JoinResult join = rig.join(viewers, Math.min(lab.checking, viewers), lab.joinsPerSecond);
        rig.run(SETTLE_S, viewers + " viewers, settling");
        InteractionCounts before = rig.interaction();
        Rig.Mark mark = rig.begin();
        rig.run(seconds, viewers + " viewers, measuring");
        Window window = rig.end(mark);
        InteractionCounts after = rig.interaction();
        ChannelMemory memory = new ChannelMemory(viewers, base, without, rig.memory());
        List<String> notes = new ArrayList<>();
        if (join.connected() < viewers) {
            notes.add(
                    "Only " + join.connected() + " of " + viewers + " viewers could connect: " + join.failures() + ".");
        }
        window.disturbance().ifPresent(notes::add);
        if (window.serverFull()) {
            notes.add("The server's cores were full.");
        }
        if (window.swarmFull()) {
            notes.add("The swarm's cores were full, which is in every number.");
        }
        return new InteractionReport(
                run.info(rig.lab().description()),
                notes,
                viewers,
                inputsPerSecond,
                start,
                before,
                after,
                window,
                memory);
    }
}

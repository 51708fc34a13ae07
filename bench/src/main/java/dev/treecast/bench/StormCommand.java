package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.StormReport;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.rig.Window;
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

/** {@code bench storm}: many viewers come at once while others watch. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What happens when many viewers come at once while others watch: who gets in, how fast, and what the"
                    + " others notice of it.",
            "",
            "Runs as 'bench fanout' does. The offers are spread evenly over the given time and sent whether or not"
                    + " earlier ones have been answered. Each newcomer costs the swarm a DTLS handshake as well: where"
                    + " both have one core, the swarm's share of the result is of the server's size.",
            ""
        },
        footer = {"", "Example:", "  ./treecast bench storm --joins 1000 --within 2 --watching 300"})
final class StormCommand implements Callable<Integer> {
    /** Joins of viewers who come first, and go, so that the path of a handshake is compiled. */
    private static final int WARM_UP_JOINS = 200;

    /** How long the storm is watched after the last has come, s. */
    private static final double AFTERMATH_S = 1;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--joins", paramLabel = "COUNT", description = "How many come. Default: ${DEFAULT-VALUE}")
    int joins = 1_000;

    @Option(
            names = "--within",
            paramLabel = "S",
            description = "Over how many seconds their offers are spread. Default: ${DEFAULT-VALUE}")
    double withinSeconds = 2;

    @Option(names = "--watching", paramLabel = "COUNT", description = "How many watch. Default: ${DEFAULT-VALUE}")
    int watching = 300;

    @Option(
            names = "--calm",
            paramLabel = "S",
            description = "How long the watchers are measured before, for comparison. Default: ${DEFAULT-VALUE}")
    int calmSeconds = 10;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        lab.check(command);
        LabOptions.within(command, "--joins", joins, 1, LabOptions.VIEWERS_MAX - 1);
        LabOptions.within(command, "--watching", watching, 1, LabOptions.VIEWERS_MAX - joins);
        if (!(withinSeconds > 0)) {
            throw new CommandLine.ParameterException(command, "--within takes more than 0.");
        }
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, lab);
        int sockets = Math.max(WARM_UP_JOINS, watching + joins);
        try (Rig rig = Rig.start(lab.rig(run.folder().path(), sockets), progress)) {
            StormReport report = measure(rig, run);
            progress.clear();
            System.out.print(report.text());
            report.notes().forEach(progress::say);
            run.folder().write(report);
            progress.say("Report: " + run.folder().path().resolve("report.md"));
        }
        return 0;
    }

    private StormReport measure(Rig rig, Run run) throws BenchFailure, InterruptedException {
        rig.join(WARM_UP_JOINS, 0, lab.joinsPerSecond);
        rig.leaveAll();
        JoinResult watchers = rig.join(watching, Math.min(lab.checking, watching), lab.joinsPerSecond);
        if (watchers.connected() < watching) {
            throw new BenchFailure("Only " + watchers.connected() + " of " + watching + " watchers could connect: "
                    + watchers.failures() + ".");
        }
        rig.run(calmSeconds / 2.0, watching + " watch, settling");
        Rig.Mark beforeCalm = rig.begin();
        rig.run(calmSeconds, watching + " watch, measuring");
        Window calm = rig.end(beforeCalm);
        Rig.Mark beforeStorm = rig.begin();
        JoinResult join = rig.join(new JoinRequest(joins, 0, joins / withinSeconds, joins));
        rig.run(AFTERMATH_S, joins + " have come");
        Window storm = rig.end(beforeStorm);
        return new StormReport(
                run.info(rig.lab().description()), notes(join, storm), watching, withinSeconds, join, calm, storm);
    }

    private static List<String> notes(JoinResult join, Window storm) {
        List<String> notes = new ArrayList<>();
        if (!join.failures().isEmpty()) {
            notes.add("Who failed said: " + join.failures() + ".");
        }
        storm.disturbance().ifPresent(notes::add);
        if (storm.serverFull()) {
            notes.add("The server's cores were full.");
        }
        if (storm.swarmFull()) {
            notes.add("The swarm's cores were full: its own handshakes and its reading are in every number.");
        }
        if (storm.swarmSocketFull() > 0) {
            notes.add(storm.swarmSocketFull() + " datagrams were lost because the swarm did not read in time.");
        }
        if (storm.serverSocketFull() > 0) {
            notes.add(storm.serverSocketFull() + " datagrams were lost because the server did not read in time.");
        }
        return notes;
    }
}

package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.FanoutReport;
import dev.treecast.bench.report.RunInfo;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench fanout}: what it costs a server to give a stream to so many viewers. */
@Command(
        name = "fanout",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What it costs a server to send a stream to so many viewers: CPU, latency, loss, memory, garbage.",
            "",
            "Starts a server and a swarm of viewers as processes of their own, in two network namespaces that it"
                    + " makes and removes (on loopback where it may not). Every viewer connects as a browser does"
                    + " (WHEP, ICE, DTLS, SRTP) and counts every packet by its sequence number; some decrypt and"
                    + " check every payload.",
            ""
        },
        footer = {
            "",
            "Server CPU is that of all its threads, with what the kernel does for the network on their time; for"
                    + " packets to another namespace that includes the receiving side up to its socket. Latency is"
                    + " from the publisher's send to the viewer's receive in one process, so both kernels and the"
                    + " wake-up of the swarm are in it: it is an upper bound of what the server adds.",
            "",
            "Examples:",
            "  ./treecast bench fanout --viewers 600 --seconds 20",
            "  ./treecast bench fanout --sweep --out sweep",
            "  TREECAST_JAVA_OPTIONS=-XX:+UseG1GC ./treecast bench fanout --viewers 300"
        })
final class FanoutCommand implements Callable<Integer> {
    /** Where a sweep stops by default: 1,500 viewers at 2.6 Mbit/s are 3.9 Gbit/s. */
    static final List<Integer> SWEEP = List.of(1, 10, 100, 300, 600, 1_000, 1_500);

    /** What a reader of the report needs to know. */
    private static final List<String> READING = List.of(
            "Latency is an upper bound of what the server adds: both kernels and the swarm's wake-up are in it.",
            "KiB/viewer is what came on top of the server without viewers, after a collection: RSS, the resident set; used, the"
                    + " same less what is free in the heap, which the JVM keeps for itself; heap, what is live in it; direct,"
                    + " the buffers that the JVM counts.",
            "Joins are those of the viewers who came for this row, at the rate of --joins-per-second.",
            "GC is the number of the collector's pauses, max ms the longest; B/packet is garbage of all the server's threads.");

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "COUNT",
            description =
                    "How many viewers; several counts are measured one after the other, in rising order. Default: 100")
    List<Integer> viewers = List.of(100);

    @Option(
            names = "--sweep",
            description =
                    "Measures 1, 10, 100, 300, 600, 1,000 and 1,500 viewers, or those given; ends by itself at the"
                            + " first loss, or when a process has used up its cores, and says which.")
    boolean sweep;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each count is measured. Default: ${DEFAULT-VALUE}")
    int seconds = 20;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "How long each count runs before that. Default: ${DEFAULT-VALUE}")
    int settleSeconds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long 20 viewers watch before the first, so that the compiler is done. Default:"
                    + " ${DEFAULT-VALUE}")
    int warmUpSeconds = 10;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        lab.check(spec.commandLine());
        Fanout.Plan plan = plan();
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, lab);
        try (Rig rig = Rig.start(lab.rig(run.folder().path(), plan.viewersMax()), progress)) {
            RunInfo info = run.info(rig.lab().description());
            Fanout fanout = new Fanout(rig, plan, progress);
            try {
                fanout.run();
            } finally {
                if (!fanout.steps().isEmpty()) {
                    List<String> notes = new ArrayList<>(fanout.notes());
                    notes.addAll(READING);
                    run.folder().write(new FanoutReport(info, notes, fanout.steps()));
                    progress.say("Report: " + run.folder().path().resolve("report.md"));
                }
            }
        }
        return 0;
    }

    private Fanout.Plan plan() {
        List<Integer> counts = sweep && !spec.commandLine().getParseResult().hasMatchedOption("--viewers")
                ? SWEEP
                : viewers.stream().sorted().distinct().toList();
        if (counts.isEmpty() || counts.getFirst() < 1 || counts.getLast() > LabOptions.VIEWERS_MAX) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--viewers takes 1 to " + LabOptions.VIEWERS_MAX + ".");
        }
        return new Fanout.Plan(counts, warmUpSeconds, settleSeconds, seconds, lab.checking, lab.joinsPerSecond, sweep);
    }
}

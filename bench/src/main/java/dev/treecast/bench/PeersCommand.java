package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.PeersReport;
import dev.treecast.bench.rig.JanusRig;
import dev.treecast.bench.rig.PeerRig;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.rig.RigOptions;
import dev.treecast.bench.rig.TreecastRig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench peers}: what the same costs elsewhere. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What it costs Janus to send the same stream to the same viewers: CPU, loss and memory, side by side.",
            "",
            "Treecast and Janus run side by side in one network namespace, each with a swarm of its own in the other;"
                    + " viewers come to one of them, are measured and leave, then to the other, round after round."
                    + " Janus comes from Debian's package, is installed where it may be, and gets the clip as plain"
                    + " RTP, the same packets at the same times. Needs root, for the namespaces.",
            ""
        },
        footer = {
            "",
            "CPU is that of all the server's threads, with what the kernel does for the network on their time. Memory"
                    + " is the growth of the resident set in the first round, without what is free in a JVM's heap, which later rounds find already grown.",
            "",
            "Examples:",
            "  ./treecast bench peers",
            "  ./treecast bench peers --viewers 50 --rounds 5 --seconds 30"
        })
final class PeersCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--viewers", paramLabel = "COUNT", description = "Viewers at each. Default: ${DEFAULT-VALUE}")
    int viewers = 100;

    @Option(
            names = "--own-viewers",
            paramLabel = "COUNT",
            description = "Treecast is measured once more in each round, with so many viewers: one core of it serves"
                    + " more than one of the others can. 0: it is not. Default: ${DEFAULT-VALUE}")
    int ownViewers = 600;

    @Option(names = "--rounds", paramLabel = "COUNT", description = "Rounds of both. Default: ${DEFAULT-VALUE}")
    int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each is measured in a round. Default: ${DEFAULT-VALUE}")
    int seconds = 20;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "How long each runs before that. Default: ${DEFAULT-VALUE}")
    int settleSeconds = 4;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description =
                    "How long a tenth of the viewers watch each before the first round. Default:" + " ${DEFAULT-VALUE}")
    int warmUpSeconds = 10;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        CommandLine command = spec.commandLine();
        lab.check(command);
        LabOptions.within(command, "--viewers", viewers, 1, LabOptions.VIEWERS_MAX);
        LabOptions.within(command, "--own-viewers", ownViewers, 0, LabOptions.VIEWERS_MAX);
        LabOptions.within(command, "--rounds", rounds, 1, 1_000);
        if (lab.streams != 1) {
            throw new CommandLine.ParameterException(command, "The comparison is made with one stream.");
        }
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, lab);
        RigOptions options = lab.rig(run.folder().path(), Math.max(viewers, ownViewers));
        try (Rig rig = Rig.start(options, progress)) {
            JanusRig janus = JanusRig.start(rig.lab(), options, progress);
            Peers.Plan plan = new Peers.Plan(rounds, warmUpSeconds, settleSeconds, seconds, lab.joinsPerSecond);
            PeerRig treecast = new TreecastRig(rig);
            List<Peers.Contestant> contestants = new ArrayList<>();
            contestants.add(new Peers.Contestant(treecast, viewers));
            contestants.add(new Peers.Contestant(janus, viewers));
            if (ownViewers > 0) {
                contestants.add(new Peers.Contestant(treecast, ownViewers));
            }
            PeersReport report = new PeersReport(
                    run.info(rig.lab().description()),
                    List.of(
                            "Medians of " + rounds + " rounds of " + seconds + " s, all in turn.",
                            "A JVM's resident set moves by a megabyte on its own: what a viewer takes is told better by"
                                    + " bench fanout with a thousand."),
                    new Peers(contestants, plan, progress).run());
            run.folder().write(report);
            System.out.println(report.table());
            report.ratios().forEach(System.out::println);
        }
        progress.say("Report: " + run.folder().path().resolve("report.md"));
        return 0;
    }
}

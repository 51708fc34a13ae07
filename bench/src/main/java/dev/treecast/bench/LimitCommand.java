package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.SendLoops;
import dev.treecast.bench.limit.Limit;
import dev.treecast.bench.limit.LimitResult;
import dev.treecast.bench.report.LimitReport;
import dev.treecast.bench.rig.Progress;
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

/** {@code bench limit}: how far our send path is from what C could do. */
@Command(
        name = "limit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How far our send path is from the limit: three bare loops that encrypt packets of 1,200 bytes under each"
                    + " viewer's own key (AES-128-GCM) and send them, in turn.",
            "",
            "The yardstick is in C: OpenSSL, sendmmsg and UDP_SEGMENT, one thread. The other two are the server's own"
                    + " classes doing the same and nothing else, with libcrypto and with the JDK's cipher. They send"
                    + " from one network namespace to sockets in another (on loopback where none may be made).",
            ""
        },
        footer = {
            "",
            "CPU is that of the whole process, with what the kernel does for the network on its time; for packets to"
                    + " another namespace that includes the receiving side up to its socket. The ratio is the median"
                    + " of the rounds' ratios. Needs gcc and libssl-dev, and installs them where it may.",
            "",
            "Examples:",
            "  ./treecast bench limit",
            "  ./treecast bench limit --viewers 100,1000 --packets 1,5,10,50",
            "  ./treecast bench limit --no-gso"
        })
final class LimitCommand implements Callable<Integer> {
    private static final int VIEWERS_MAX = 10_000;
    /** A run is one datagram of IP to the kernel: 65,535 bytes at most. */
    private static final int PACKETS_MAX = 50;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "COUNT",
            description = "How many viewers take turns; several counts are measured one after the other. Default: 100")
    List<Integer> viewers = List.of(100);

    @Option(
            names = "--packets",
            split = ",",
            paramLabel = "COUNT",
            description = "How many packets a viewer gets at a time, in one run. Default: 10")
    List<Integer> packets = List.of(10);

    @Option(
            names = "--gso",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Let the kernel cut runs into packets (UDP_SEGMENT). Default: yes")
    boolean segmentation = true;

    @Option(names = "--rounds", paramLabel = "COUNT", description = "Rounds of all three. Default: ${DEFAULT-VALUE}")
    int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each is measured in a round. Default: ${DEFAULT-VALUE}")
    double seconds = 2;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure, InterruptedException {
        viewers.forEach(count -> LabOptions.within(spec.commandLine(), "--viewers", count, 2, VIEWERS_MAX));
        packets.forEach(count -> LabOptions.within(spec.commandLine(), "--packets", count, 1, PACKETS_MAX));
        LabOptions.within(spec.commandLine(), "--rounds", rounds, 1, 1_000);
        Progress progress = Progress.standard();
        Run run = Run.begin(spec, Optional.ofNullable(out));
        Path folder = run.folder().path();
        List<LimitResult> results = new ArrayList<>();
        try (Lab lab = Lab.open(true, false)) {
            progress.begin("building the yardstick");
            SendLoops loops = SendLoops.build(lab, Limit.burstBytes(), folder);
            Limit limit = new Limit(loops, progress, rounds, (int) (seconds * 1_000));
            for (int count : viewers) {
                for (int length : packets) {
                    results.add(
                            limit.measure(new SendLoops.Load(count, length, segmentation), folder.resolve("sink.log")));
                }
            }
            List<String> notes = List.of("Medians of " + rounds + " rounds of " + seconds + " s, the three in turn.");
            LimitReport report = new LimitReport(run.info(lab.description()), notes, results);
            run.folder().write(report);
            System.out.println(report.table());
        }
        progress.say("Report: " + folder.resolve("report.md"));
        return 0;
    }
}

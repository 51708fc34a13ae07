package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.rig.RigOptions;
import dev.treecast.bench.swarm.Swarm;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What every measurement with a server and a swarm takes: where they run, and where the report goes. */
final class LabOptions {
    /** A socket each: below the 20,000 open files that many systems allow. */
    static final int VIEWERS_MAX = 15_000;

    private static final int STREAMS_MAX = 100;
    private static final int FEEDBACK_HZ_MAX = 100;

    @Option(
            names = "--streams",
            paramLabel = "COUNT",
            description =
                    "Publishers, each with its own stream of the bundled clip (VP8 720p30 at 2.5 Mbit/s, Opus at 64 kbit/s);"
                            + " viewers are spread over them. Default: ${DEFAULT-VALUE}")
    int streams = 1;

    @Option(
            names = "--loops",
            paramLabel = "COUNT",
            description = "The server's media loops, one thread each. Default: as many as it has cores")
    int loops;

    @Option(
            names = "--pin",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "The server on the first half of the cores, the swarm on the rest. Default: yes, where there are two"
                            + " or more and taskset")
    boolean pin = true;

    @Option(
            names = "--pacing",
            paramLabel = "staggered|burst",
            description = "How the server paces frames. Default: as it does unasked")
    @Nullable
    String pacing;

    @Option(
            names = "--steer",
            description =
                    "The kernel receives for the swarm on the swarm's cores (receive packet steering). Otherwise a"
                            + " virtual link has the server's core do the receiver's part as well, up to its socket.")
    boolean steer;

    @Option(
            names = "--feedback-hz",
            paramLabel = "HZ",
            description =
                    "How often each viewer sends compound RTCP feedback. Chrome: 1 without transport-wide congestion"
                            + " control, up to 20 with it. Default: ${DEFAULT-VALUE}")
    int feedbackHz = 1;

    @Option(
            names = "--checking",
            paramLabel = "COUNT",
            description =
                    "Viewers that decrypt and check every payload and measure its latency. Default: ${DEFAULT-VALUE}")
    int checking = 10;

    @Option(
            names = "--joins-per-second",
            paramLabel = "COUNT",
            description = "How fast viewers come outside of a storm. Default: ${DEFAULT-VALUE}")
    int joinsPerSecond = 100;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md, charts. Default: bench-results/TIME")
    @Nullable
    Path out;

    Optional<Path> outFolder() {
        return Optional.ofNullable(out);
    }

    /** @throws CommandLine.ParameterException with a sentence for what cannot be */
    void check(CommandLine command) {
        within(command, "--streams", streams, 1, STREAMS_MAX);
        within(command, "--feedback-hz", feedbackHz, 1, FEEDBACK_HZ_MAX);
        within(command, "--checking", checking, 0, Swarm.CHECKING_MAX);
        within(command, "--joins-per-second", joinsPerSecond, 1, VIEWERS_MAX);
    }

    static void within(CommandLine command, String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new CommandLine.ParameterException(command, option + " takes " + min + " to " + max + ".");
        }
    }

    /** The {@code treecast} script, which starts servers with the flags that they need. */
    static Path launcher() throws BenchFailure {
        String launcher = System.getenv("TREECAST_COMMAND");
        if (launcher == null) {
            throw new BenchFailure("Start this with ./treecast bench: that is what starts the server, too.");
        }
        return Path.of(launcher);
    }

    /** How to set the rig up for so many viewers. */
    RigOptions rig(Path folder, int viewersMax) throws BenchFailure {
        return new RigOptions(
                launcher(), folder, streams, viewersMax, loops, Optional.ofNullable(pacing), pin, steer, feedbackHz, 0);
    }
}

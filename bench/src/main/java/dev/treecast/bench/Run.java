package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.Machine;
import dev.treecast.bench.report.ReportFolder;
import dev.treecast.bench.report.RunInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A measurement under way.
 *
 * @param command that repeats it
 * @param at when it began
 * @param folder where its report goes
 */
record Run(String command, Instant at, ReportFolder folder) {

    static Run begin(CommandSpec spec, LabOptions options) throws BenchFailure {
        return begin(spec, options.outFolder());
    }

    /** @param out where the report goes; by time where nobody says */
    static Run begin(CommandSpec spec, Optional<Path> out) throws BenchFailure {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Path folder = out.orElse(ReportFolder.byTime(spec.name(), now));
        String arguments = String.join(" ", spec.commandLine().getParseResult().originalArgs());
        return new Run("./treecast bench " + arguments, now, ReportFolder.create(folder));
    }

    RunInfo info(String lab) {
        return new RunInfo(command, at, Machine.here(), lab);
    }
}

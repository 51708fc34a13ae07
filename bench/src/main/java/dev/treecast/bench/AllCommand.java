package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.ReportFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench all}: every measurement that docs/performance.md speaks of, one after the other. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        description = {
            "Every measurement of docs/performance.md, one after the other: some forty minutes. Each writes its report into"
                    + " a folder of its own; one that fails does not keep the others from being made.",
            ""
        })
final class AllCommand implements Callable<Integer> {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the reports' folders go. Default: bench-results/TIME")
    @Nullable
    Path out;

    /** What is measured: the report's folder and the arguments. */
    static Map<String, List<String>> measurements() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("limit", List.of("limit"));
        all.put("sweep", List.of("fanout", "--sweep"));
        all.put("streams", List.of("fanout", "--streams", "30", "--viewers", "600", "--pacing", "burst"));
        all.put("feedback", List.of("fanout", "--viewers", "600", "--feedback-hz", "20"));
        all.put("peers", List.of("peers"));
        all.put("network", List.of("network", "--seconds", "30"));
        all.put("storm", List.of("storm"));
        all.put("interaction", List.of("interaction"));
        all.put("traffic", List.of("traffic"));
        all.put("purchases", List.of("purchases", "--intents", "2000", "--viewers", "200", "--kills", "6"));
        all.put("tree", List.of("tree"));
        all.put("jmh", List.of("jmh"));
        return all;
    }

    @Override
    public Integer call() throws BenchFailure {
        Path folder = out == null ? ReportFolder.byTime("all", Instant.now()) : out;
        List<String> failed = new ArrayList<>();
        measurements().forEach((name, arguments) -> {
            System.out.println("== bench " + String.join(" ", arguments));
            List<String> command = new ArrayList<>(arguments);
            command.addAll(List.of("--out", folder.resolve(name).toString()));
            if (Bench.commandLine().execute(command.toArray(String[]::new)) != 0) {
                failed.add(name);
            }
        });
        if (!failed.isEmpty()) {
            throw new BenchFailure(
                    "Could not be measured: " + String.join(", ", failed) + "; the lines above say why.");
        }
        System.out.println("Reports: " + folder);
        return 0;
    }
}

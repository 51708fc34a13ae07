package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.JmhReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench jmh}: what single steps cost. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What single steps of a packet's way cost, and what garbage they leave: JMH micro-benchmarks, with its"
                    + " profiler of the garbage collector. All of them take about four minutes.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./treecast bench jmh",
            "  ./treecast bench jmh 'Srtp.*protectShared' --iterations 10"
        })
final class JmhCommand implements Callable<Integer> {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String PACKAGE = "dev.treecast.bench.micro.";

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Only the benchmarks that this regular expression is found in. Default: all")
    String pattern = ".*";

    @Option(
            names = "--iterations",
            paramLabel = "COUNT",
            description = "Measured iterations of each. Default: ${DEFAULT-VALUE}")
    int iterations = 5;

    @Option(names = "--time", paramLabel = "MS", description = "How long an iteration takes. Default: ${DEFAULT-VALUE}")
    int iterationMs = 400;

    @Option(
            names = "--warm-up",
            paramLabel = "COUNT",
            description = "Iterations before those. Default: ${DEFAULT-VALUE}")
    int warmUps = 4;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes: report.json, report.md. Default: bench-results/TIME")
    @Nullable
    Path out;

    @Override
    public Integer call() throws BenchFailure {
        Run run = Run.begin(spec, Optional.ofNullable(out));
        Collection<RunResult> results;
        try {
            results = new Runner(options()).run();
        } catch (RunnerException e) {
            throw new BenchFailure("The benchmarks could not be run: " + e.getMessage(), e);
        }
        List<JmhReport.Row> rows = new ArrayList<>();
        results.forEach(result -> rows.add(row(result)));
        JmhReport report = new JmhReport(
                run.info("one process a benchmark, " + warmUps + " iterations to warm up, " + iterations
                        + " measured, of " + iterationMs + " ms"),
                List.of(),
                List.copyOf(rows));
        run.folder().write(report);
        System.out.println(report.table());
        System.err.println("Report: " + run.folder().path().resolve("report.md"));
        return 0;
    }

    private Options options() {
        return new OptionsBuilder()
                .include(pattern)
                .forks(1)
                .warmupIterations(warmUps)
                .warmupTime(TimeValue.milliseconds(iterationMs))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(iterationMs))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .shouldFailOnError(true)
                .build();
    }

    private static JmhReport.Row row(RunResult result) {
        BenchmarkParams benchmark = result.getParams();
        Map<String, String> parameters = new TreeMap<>();
        for (String name : benchmark.getParamsKeys()) {
            parameters.put(name, benchmark.getParam(name));
        }
        Result<?> primary = result.getPrimaryResult();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return new JmhReport.Row(
                benchmark.getBenchmark().replace(PACKAGE, ""),
                parameters,
                primary.getScore(),
                primary.getScoreError(),
                allocated == null ? Double.NaN : allocated.getScore());
    }
}

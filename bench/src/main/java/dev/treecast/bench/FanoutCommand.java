package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench fanout}: what it costs a server to give a stream to so many viewers. */
@Command(
        name = "fanout",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What it costs a server to send a stream to so many viewers.")
final class FanoutCommand implements Callable<Integer> {
    /** Where a sweep stops by default: 1,500 viewers at 2.6 Mbit/s are 3.9 Gbit/s. */
    static final List<Integer> SWEEP = List.of(1, 10, 100, 300, 600, 1_000, 1_500);

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "COUNT",
            description = "How many viewers; several counts, separated by commas, are measured one after the other."
                    + " Default: 100")
    List<Integer> viewers = List.of(100);

    @Option(
            names = "--sweep",
            description =
                    "Measures 1, 10, 100, 300, 600, 1,000 and 1,500 viewers; stops by itself at the first loss, or when"
                            + " the swarm has no CPU left")
    boolean sweep;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each step is measured. Default: ${DEFAULT-VALUE}")
    int seconds = 20;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "How long it runs before that, for the compiler. Default: ${DEFAULT-VALUE}")
    int settleSeconds = 5;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure {
        throw new BenchFailure("fanout is being built.");
    }
}

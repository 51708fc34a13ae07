package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench storm}: many viewers come at once while others watch. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What happens when many viewers come at once while others watch.")
final class StormCommand implements Callable<Integer> {
    @Option(names = "--joins", paramLabel = "COUNT", description = "How many come. Default: ${DEFAULT-VALUE}")
    int joins = 1_000;

    @Option(
            names = "--within",
            paramLabel = "S",
            description = "Over how many seconds their offers are spread. Default: ${DEFAULT-VALUE}")
    double withinSeconds = 2;

    @Option(names = "--watching", paramLabel = "COUNT", description = "How many watch. Default: ${DEFAULT-VALUE}")
    int watching = 300;

    @Mixin
    LabOptions lab = new LabOptions();

    @Override
    public Integer call() throws BenchFailure {
        throw new BenchFailure("storm is being built.");
    }
}

package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import dev.treecast.bench.wire.Wire;
import dev.treecast.bench.wire.WireService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench wire}: the process of the bad network, which {@code bench network} starts. */
@Command(
        name = "wire",
        hidden = true,
        description = "Joins two network namespaces by a bad network, as told over standard input.")
final class WireCommand implements Callable<Integer> {
    @Option(names = "--server", required = true)
    String server = "";

    @Option(names = "--viewer", required = true)
    String viewer = "";

    @Option(names = "--seed", required = true)
    long seed;

    @Override
    public Integer call() throws BenchFailure {
        try (Wire wire = Wire.open(server, viewer, seed)) {
            JsonLines.serve(System.in, System.out, new WireService(wire));
            return 0;
        } catch (IOException e) {
            throw new BenchFailure("The wire cannot be joined: " + e.getMessage(), e);
        }
    }
}

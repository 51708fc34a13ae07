package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import dev.treecast.bench.relay.EndsService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench relay-ends}: the process of the nodes above and below the relays, which {@code bench relay} starts. */
@Command(
        name = "relay-ends",
        hidden = true,
        description = "Serves the ends of a tree to a measurement, over standard input and output.")
final class RelayEndsCommand implements Callable<Integer> {
    @Option(names = "--address", required = true)
    String address = "127.0.0.1";

    @Override
    public Integer call() throws BenchFailure {
        try (EndsService service = new EndsService(address)) {
            JsonLines.serve(System.in, System.out, service);
            return 0;
        } catch (IOException e) {
            throw new BenchFailure("The ends cannot run: " + e.getMessage(), e);
        }
    }
}

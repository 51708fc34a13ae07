package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.swarm.Swarm;
import dev.treecast.bench.swarm.SwarmOptions;
import dev.treecast.bench.swarm.SwarmService;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench swarm}: the process of the viewers and publishers, which other measurements start. */
@Command(
        name = "swarm",
        hidden = true,
        description = "Serves a swarm to a measurement, over standard input and output.")
final class SwarmCommand implements Callable<Integer> {
    @Option(names = "--server", required = true)
    URI server = URI.create("http://localhost:8080");

    @Option(names = "--protocol")
    Protocol protocol = Protocol.WHEP;

    @Option(names = "--publish-key", required = true)
    String publishKey = "";

    @Option(names = "--viewers-max", required = true)
    int viewersMax;

    @Option(names = "--threads", required = true)
    int threads;

    @Option(names = "--feedback-hz", required = true)
    int feedbackHz;

    @Option(names = "--inputs-per-second")
    double inputsPerSecond;

    @Override
    public Integer call() throws BenchFailure {
        SwarmOptions options =
                new SwarmOptions(protocol, server, publishKey, viewersMax, threads, feedbackHz, inputsPerSecond);
        try (Swarm swarm = new Swarm(options)) {
            JsonLines.serve(System.in, System.out, new SwarmService(swarm, options));
            return 0;
        } catch (IOException e) {
            throw new BenchFailure("The swarm cannot run: " + e.getMessage(), e);
        }
    }
}

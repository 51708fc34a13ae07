package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import dev.treecast.bench.lab.JvmProbe;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench probe}: reads the server's JVM from within its network namespace; a request is {@code true} to collect garbage first. */
@Command(name = "probe", hidden = true, description = "Serves readings of a JVM, over standard input and output.")
final class ProbeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PID")
    long pid;

    @Override
    public Integer call() throws BenchFailure {
        try (JvmProbe probe = JvmProbe.attach(pid)) {
            JsonLines.serve(
                    System.in,
                    System.out,
                    (request, progress) -> request.asBoolean() ? probe.collectAndSample() : probe.sample());
            return 0;
        } catch (IOException e) {
            throw new BenchFailure("The probe lost its driver: " + e.getMessage(), e);
        }
    }
}

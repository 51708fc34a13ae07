package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A short command of the system, run to its end. */
final class ExternalCommand {
    private ExternalCommand() {}

    /** @throws BenchFailure with what it said, when it cannot be run or fails */
    static String run(List<String> command) throws BenchFailure, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new BenchFailure("'" + String.join(" ", command) + "' failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new BenchFailure("'" + String.join(" ", command) + "' cannot be run: " + e.getMessage(), e);
        }
    }

    /** Whether it can be run and succeeds. */
    static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            run(command);
            return true;
        } catch (BenchFailure e) {
            return false;
        }
    }
}

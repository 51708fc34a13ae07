package dev.treecast.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of the measurement. What it says on standard error is kept in a file. Closing ends it, by its id alone. */
public final class Child implements AutoCloseable {
    /** How long it may take to end by itself. */
    private static final long STOP_S_MAX = 8;

    private final Process process;
    private final BufferedReader out;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.log = log;
    }

    /**
     * Starts a command at a site. The commands that a site puts in front become the command itself (exec), so that the process id is its
     * own.
     *
     * @param environment what it gets on top of ours
     * @param log takes its standard error, behind what is there
     */
    static Child start(Site site, List<String> command, Map<String, String> environment, Path log) throws BenchFailure {
        ProcessBuilder builder =
                new ProcessBuilder(site.command(command)).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Child(builder.start(), log);
        } catch (IOException e) {
            throw new BenchFailure("'" + command.getFirst() + "' cannot be started: " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    Path log() {
        return log;
    }

    OutputStream in() {
        return process.getOutputStream();
    }

    /** The next line that it prints; null when it has ended. */
    @Nullable
    String readLine() throws IOException {
        return out.readLine();
    }

    /** Ends it as a power cut would: SIGKILL, and it is gone when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already.
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_S_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_S_MAX, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.treecast.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A process that is spoken to over pipes of its own: descriptor 3 takes what it reads, 4 gives what it answers. What it says on standard error goes
 * to a reader, line by line. Closing ends it and the processes that it started, by their ids.
 */
public final class PipedChild implements AutoCloseable {
    /** The shell gives it our pipes under the numbers that it wants, and becomes it. */
    private static final String SCRIPT = "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

    private static final long STOP_S_MAX = 8;

    private final Process process;

    private PipedChild(Process process) {
        this.process = process;
    }

    /** @param errors takes each line of standard error, on a thread of its own */
    public static PipedChild start(Site site, List<String> command, Consumer<String> errors) throws BenchFailure {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        wrapped.addAll(command);
        try {
            Process process = new ProcessBuilder(site.command(wrapped)).start();
            InputStream said = process.getErrorStream();
            Thread.ofPlatform().daemon().name("errors").start(() -> read(said, errors));
            return new PipedChild(process);
        } catch (IOException e) {
            throw new BenchFailure("'" + command.getFirst() + "' cannot be started: " + e.getMessage(), e);
        }
    }

    private static void read(InputStream said, Consumer<String> errors) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                errors.accept(line);
            }
        } catch (IOException e) {
            // It has ended, and its pipe with it.
        }
    }

    public OutputStream in() {
        return process.getOutputStream();
    }

    public InputStream out() {
        return process.getInputStream();
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_S_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_S_MAX, TimeUnit.SECONDS);
            }
            for (ProcessHandle child : family) {
                boolean unused = child.destroyForcibly();
                child.onExit().get(STOP_S_MAX, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a process does not end", e);
        }
    }
}

package dev.treecast.bench.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./treecast serve} as a process of its own, with the flags that the launcher gives it. */
public final class ServerProcess implements AutoCloseable {
    /** Any bearer token would do. */
    public static final String PUBLISH_KEY = "bench-publish-key";

    private static final String JAVA_OPTIONS = "TREECAST_JAVA_OPTIONS";
    private static final String SESSIONS_MAX = "100000";
    private static final Pattern WATCH = Pattern.compile("Watch\\s+(http://\\S+)");

    private static final Pattern MEDIA = Pattern.compile("Media\\s+UDP (\\d+)");

    private final Child child;
    private final URI url;
    private final int mediaPort;
    private final GcLog gcLog;

    private record Ready(URI url, int mediaPort) {}

    private ServerProcess(Child child, Ready ready, GcLog gcLog) {
        this.child = child;
        this.url = ready.url;
        this.mediaPort = ready.mediaPort;
        this.gcLog = gcLog;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param launcher the {@code treecast} script
     * @param settings more flags of {@code serve}
     * @param folder where its data and its logs go
     */
    public static ServerProcess start(Lab lab, Path launcher, List<String> settings, Path folder) throws BenchFailure {
        return start(lab.server(), List.of(launcher.toString()), lab.serverAddress(), 0, settings, folder);
    }

    /**
     * As above, at a site.
     *
     * @param launcher the {@code treecast} script, or another command that takes {@code serve}
     * @param port of HTTP; 0 for any free one
     */
    public static ServerProcess start(
            Site site, List<String> launcher, String address, int port, List<String> settings, Path folder)
            throws BenchFailure {
        GcLog gcLog = new GcLog(folder.resolve("server-gc.log"));
        List<String> options = new ArrayList<>();
        String given = System.getenv(JAVA_OPTIONS);
        if (given != null && !given.isBlank()) {
            options.add(given);
        }
        options.add(gcLog.jvmOption());
        Map<String, String> environment = new HashMap<>();
        environment.put(JAVA_OPTIONS, String.join(" ", options));
        Child child = Child.start(
                site, command(launcher, address, port, settings, folder), environment, folder.resolve("server.log"));
        try {
            return new ServerProcess(child, ready(child), gcLog);
        } catch (BenchFailure e) {
            child.close();
            throw e;
        }
    }

    static List<String> command(List<String> launcher, String address, int port, List<String> settings, Path folder) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                "serve",
                "--http",
                address + ":" + port,
                "--media",
                address + ":0",
                "--publish-key",
                PUBLISH_KEY,
                "--data",
                dataFolder(folder).toString(),
                "--max-sessions",
                SESSIONS_MAX,
                "--max-sessions-per-address",
                SESSIONS_MAX));
        command.addAll(settings);
        return command;
    }

    /** Where its keys and its ledger are. */
    public static Path dataFolder(Path folder) {
        return folder.resolve("server-data");
    }

    /** Reads what it prints up to its addresses. */
    private static Ready ready(Child child) throws BenchFailure {
        StringBuilder said = new StringBuilder();
        URI url = null;
        try {
            for (String line = child.readLine(); line != null; line = child.readLine()) {
                said.append(line).append('\n');
                Matcher watch = WATCH.matcher(line);
                if (watch.find()) {
                    url = URI.create(watch.group(1));
                }
                Matcher media = MEDIA.matcher(line);
                if (url != null && media.find()) {
                    return new Ready(url, Integer.parseInt(media.group(1)));
                }
            }
        } catch (IOException e) {
            throw new BenchFailure("The server's output cannot be read.", e);
        }
        throw new BenchFailure("The server did not start; " + child.log() + " says why. " + said);
    }

    public long pid() {
        return child.pid();
    }

    /** Where its HTTP is. */
    public URI url() {
        return url;
    }

    /** Its first UDP port. */
    public int mediaPort() {
        return mediaPort;
    }

    public GcLog gcLog() {
        return gcLog;
    }

    /** Ends it at once, with no time to put anything in order (SIGKILL). */
    public void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void close() {
        child.close();
    }
}

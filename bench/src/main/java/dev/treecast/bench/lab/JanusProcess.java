package dev.treecast.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Janus from Debian's package, with our configuration, in the server's place. */
public final class JanusProcess implements AutoCloseable {
    private static final String RESOURCES = "/dev/treecast/bench/janus/";
    private static final List<String> FILES =
            List.of("janus.jcfg", "janus.plugin.streaming.jcfg", "janus.transport.http.jcfg");

    private static final int REST_PORT = 8088;
    /** A listening TCP socket on that port, as /proc/net/tcp has it. */
    private static final String LISTENING = String.format(":%04X 00000000:0000 0A", REST_PORT);

    private static final long START_S_MAX = 15;

    private final Child child;
    private final URI root;
    private final String version;

    private JanusProcess(Child child, URI root, String version) {
        this.child = child;
        this.root = root;
        this.version = version;
    }

    /**
     * Installs what is missing, starts it and waits until it listens.
     *
     * @param cores that it may use
     * @param moreInterfaces that viewers come over, beside the lab's: it serves nobody over others
     * @param folder where its configuration and its logs go
     */
    public static JanusProcess start(Lab lab, int cores, List<String> moreInterfaces, Path folder)
            throws BenchFailure, InterruptedException {
        String networkInterface = lab.serverInterface()
                .orElseThrow(() -> new BenchFailure(
                        "Janus serves nobody on loopback; network namespaces are needed, and root to make them."));
        Packages.require("The comparison", List.of("janus"));
        List<String> interfaces = new ArrayList<>(List.of(networkInterface));
        interfaces.addAll(moreInterfaces);
        Path configuration = folder.resolve("janus");
        Map<String, String> values = Map.of(
                "@LIBRARIES@", libraries().toString(),
                "@CORES@", Integer.toString(cores),
                "@INTERFACES@", String.join(",", interfaces),
                "@ADDRESS@", lab.serverAddress());
        for (String file : FILES) {
            write(configuration, file, values);
        }
        Child child = Child.start(
                lab.server(),
                List.of(
                        "janus",
                        "-F",
                        configuration.toString(),
                        "--disable-stdout",
                        "--log-file=" + folder.resolve("janus.log")),
                Map.of(),
                folder.resolve("janus.err"));
        try {
            awaitListening(child, folder.resolve("janus.log"));
            String version = ExternalCommand.run(List.of("dpkg-query", "-W", "-f", "${Version}", "janus"));
            return new JanusProcess(
                    child, URI.create("http://" + lab.serverAddress() + ":" + REST_PORT + "/janus"), version);
        } catch (BenchFailure e) {
            child.close();
            throw e;
        }
    }

    /** Debian puts them into the folder of the machine's architecture. */
    private static Path libraries() throws BenchFailure {
        try (var folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("janus"))
                    .filter(folder -> Files.isDirectory(folder.resolve("plugins")))
                    .findFirst()
                    .orElseThrow(
                            () -> new BenchFailure("Janus is installed, but its plugins are nowhere in /usr/lib."));
        } catch (IOException e) {
            throw new BenchFailure("Janus's plugins cannot be found: " + e.getMessage(), e);
        }
    }

    private static void write(Path folder, String file, Map<String, String> values) throws BenchFailure {
        try (InputStream in = JanusProcess.class.getResourceAsStream(RESOURCES + file)) {
            if (in == null) {
                throw new BenchFailure("This build lacks " + file + ".");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), filled(text, values));
        } catch (IOException e) {
            throw new BenchFailure("Janus's configuration cannot be written: " + e.getMessage(), e);
        }
    }

    static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }

    private static void awaitListening(Child child, Path log) throws BenchFailure, InterruptedException {
        Path sockets = Path.of("/proc", Long.toString(child.pid()), "net", "tcp");
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S_MAX);
        while (child.alive() && System.nanoTime() - deadlineNs < 0) {
            try {
                if (Files.readString(sockets).contains(LISTENING)) {
                    return;
                }
            } catch (IOException e) {
                // It ends, which the loop's condition sees.
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new BenchFailure("Janus did not start; " + log + " says why.");
    }

    public long pid() {
        return child.pid();
    }

    /** Where its REST interface is. */
    public URI root() {
        return root;
    }

    /** Of the package. */
    public String version() {
        return version;
    }

    @Override
    public void close() {
        child.close();
    }
}

package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** {@code serve}: runs a server until a signal comes. {@code demo} is the same with the bundled clip live on it. */
final class ServeCommand implements Callable<Integer> {
    private static final SettingFlags FLAGS = new SettingFlags(List.of(Setting.values()));
    private static final String DEMO_STREAM = "demo";

    private final Wiring wiring;
    private final boolean demo;
    private final String version;
    private final CommandSpec spec;
    /** The JVM's own start, 70 ms, is not in it: the system tells a process's start only to the second. */
    private final long startedNs = System.nanoTime();

    private ServeCommand(Wiring wiring, boolean demo, String version) {
        this.wiring = wiring;
        this.demo = demo;
        this.version = version;
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    /** The command with its flags, which are the table of {@link Setting} and nothing else. */
    static CommandSpec spec(Wiring wiring, boolean demo, String version) {
        CommandSpec spec = new ServeCommand(wiring, demo, version).spec;
        spec.mixinStandardHelpOptions(true).version("Treecast " + version);
        spec.usageMessage()
                .description(
                        demo
                                ? "Runs a server with a bundled clip live on it, and prints the page to open."
                                : "Runs a server with every role in one process.")
                .footer(
                        "",
                        "Every flag is also an environment variable (--public-address: TREECAST_PUBLIC_ADDRESS)",
                        "and a key of the YAML file (public-address). Flags win over the environment, and the",
                        "environment over the file.",
                        "SIGTERM and SIGINT drain: no new sessions, goodbye to everybody, exit status 0.")
                .sortOptions(false)
                .width(100);
        FLAGS.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws ConfigurationException, StartupException, InterruptedException {
        ServerOptions options = options(System.getenv());
        CollectorPriority.keepLow();
        Server server = Server.start(options, wiring.media());
        stopOnSignal(server);
        StartupSummary summary = new StartupSummary(server);
        System.out.print(summary.text(version, Duration.ofNanos(System.nanoTime() - startedNs)));
        System.out.flush();
        if (demo) {
            publish(server, summary);
        }
        new CountDownLatch(1).await();
        return 0;
    }

    /** Flags over environment over file over defaults. */
    ServerOptions options(Map<String, String> environment) throws ConfigurationException {
        return FLAGS.read(spec.commandLine().getParseResult(), environment);
    }

    /** The JVM would exit with 143 after its hooks; a drained server is a success, so the hook ends the process itself. */
    private static void stopOnSignal(Server server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.stop();
                            System.out.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
    }

    private void publish(Server server, StartupSummary summary) throws StartupException {
        String origin =
                server.options().tls().isPresent() ? "https://localhost:" + server.httpPort() : summary.localUrl();
        URI whip = URI.create(origin + "/whip/" + DEMO_STREAM);
        wiring.demo().publish(whip, server.publishKey().value());
        System.out.println("  The demo is live: open " + summary.localUrl() + "/watch/" + DEMO_STREAM + "\n");
        System.out.flush();
    }
}

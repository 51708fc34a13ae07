package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.ServerOptionsReader;
import dev.treecast.server.config.Setting;
import dev.treecast.server.config.SettingSource;
import dev.treecast.server.config.YamlSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code serve}: runs a server until a signal comes. {@code demo} is the same with the bundled clip live on it. */
final class ServeCommand implements Callable<Integer> {
    private static final String CONFIG_FLAG = "--config";
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
        for (Setting setting : Setting.values()) {
            spec.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.label())
                    .type(setting.isList() ? List.class : String.class)
                    .auxiliaryTypes(String.class)
                    .description(setting.description(), "Default: " + setting.shownDefault())
                    .build());
        }
        spec.addOption(OptionSpec.builder(CONFIG_FLAG)
                .paramLabel("FILE")
                .type(String.class)
                .description("A YAML file with these settings, named as the flags are without their dashes.")
                .build());
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
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<Setting, SettingSource.Given> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting,
                        new SettingSource.Given(
                                parsed.matchedOption(setting.flag()).originalStringValues(), setting.flag()));
            }
        }
        List<SettingSource> sources = new ArrayList<>();
        sources.add(SettingSource.of(flags));
        sources.add(SettingSource.environment(environment));
        String config = parsed.matchedOptionValue(CONFIG_FLAG, environment.getOrDefault("TREECAST_CONFIG", ""));
        if (!config.isEmpty()) {
            sources.add(YamlSource.read(Path.of(config)));
        }
        return new ServerOptionsReader(sources).read();
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
        String scheme = server.options().tls().isPresent() ? "https" : "http";
        URI whip = URI.create(scheme + "://localhost:" + server.httpPort() + "/whip/" + DEMO_STREAM);
        wiring.demo().publish(whip, server.publishKey().value());
        System.out.println("  The demo is live: open " + summary.localUrl() + "/watch/" + DEMO_STREAM + "\n");
        System.out.flush();
    }
}

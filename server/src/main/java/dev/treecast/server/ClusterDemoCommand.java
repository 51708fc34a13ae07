package dev.treecast.server;

import dev.treecast.server.clusterdemo.DemoCluster;
import dev.treecast.server.clusterdemo.DemoNode;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code cluster-demo}: a Redis, an ingest node, two relays and three edges as processes on loopback, with the bundled clip live on them. */
final class ClusterDemoCommand implements Callable<Integer> {
    private static final String STREAM = "demo";
    private static final int PORT_MAX = 65_000;
    private static final int KEY_BYTES = 8;

    private final Wiring wiring;
    private final CommandSpec spec;
    /** It did not come up: what is stopped then is no success. */
    private volatile boolean failed;

    private ClusterDemoCommand(Wiring wiring) {
        this.wiring = wiring;
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    static CommandSpec spec(Wiring wiring, String version) {
        CommandSpec spec = new ClusterDemoCommand(wiring).spec;
        spec.mixinStandardHelpOptions(true).version("Treecast " + version);
        spec.usageMessage()
                .description(
                        "Runs a cluster on this machine with a bundled clip live on it: a redis-server, an ingest node",
                        "(127.0.0.11), two relays (127.0.0.21 and .22) and three edges (127.0.0.31 to .33), each a process.",
                        "Prints the pages to open. A node that is killed is started again after 5 s.")
                .footer("", "SIGINT (Ctrl-C) and SIGTERM end all of it.")
                .sortOptions(false)
                .width(100);
        spec.addOption(port("--port", "8080", "TCP, of each node's pages."));
        spec.addOption(port("--media-port", "7000", "UDP, of each node's media."));
        return spec;
    }

    private static OptionSpec port(String flag, String standard, String what) {
        return OptionSpec.builder(flag)
                .paramLabel("PORT")
                .type(int.class)
                .defaultValue(standard)
                .description(what + " Default: " + standard)
                .build();
    }

    @Override
    public Integer call() throws ConfigurationException, StartupException, InterruptedException {
        int port = portOf("--port");
        int mediaPort = portOf("--media-port");
        String key = HexFormat.of().formatHex(randomBytes());
        DemoCluster cluster = new DemoCluster(folder(), launcher(), port, mediaPort, key, ClusterDemoCommand::say);
        Thread stop = new Thread(() -> stop(cluster), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        say("starting seven processes…");
        try {
            cluster.start();
            wiring.demo().publish(URI.create(DemoNode.ALL.getFirst().url(port) + "/whip/" + STREAM), key);
        } catch (IOException e) {
            failed = true;
            throw new StartupException(String.valueOf(e.getMessage()));
        } catch (StartupException e) {
            failed = true;
            throw e;
        }
        System.out.print(pages(cluster, port, key));
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private int portOf(String flag) throws ConfigurationException {
        int port = spec.findOption(flag).getValue();
        if (port < 1 || port > PORT_MAX) {
            throw new ConfigurationException(flag + " needs a port from 1 to " + PORT_MAX + ", but is " + port + ".");
        }
        return port;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Path folder() throws StartupException {
        try {
            return Files.createTempDirectory("treecast-cluster-demo-");
        } catch (IOException e) {
            throw new StartupException("There is no room for temporary files: " + e.getMessage());
        }
    }

    /**
     * This program again, with the JVM and the flags that it runs with itself, but for its second compiler: a few viewers do not need it, and six
     * nodes that start at the same time on a small machine would wait for it most of the time.
     */
    private static List<String> launcher() {
        List<String> launcher = new ArrayList<>();
        launcher.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        launcher.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        launcher.add("-XX:TieredStopAtLevel=1");
        launcher.addAll(List.of("-cp", System.getProperty("java.class.path"), Treecast.class.getName()));
        return launcher;
    }

    private static void say(String line) {
        System.out.println("  " + line);
        System.out.flush();
    }

    private static String pages(DemoCluster cluster, int port, String key) {
        StringBuilder text = new StringBuilder("\n  The demo is live on a cluster. Open\n");
        for (DemoNode node : DemoNode.ALL) {
            if (node.role() == NodeRole.EDGE) {
                text.append(String.format("    %-52s watch at %s%n", node.url(port) + "/watch/" + STREAM, node.id()));
            }
        }
        DemoNode ingest = DemoNode.ALL.getFirst();
        DemoNode edge = DemoNode.ALL.getLast();
        text.append(String.format("    %-52s the tree, live%n", ingest.url(port) + "/dashboard"));
        text.append(String.format("    %-52s go live yourself; publish key %s%n", ingest.url(port) + "/studio", key));
        text.append("  Try\n");
        for (DemoNode node : DemoNode.ALL) {
            if (node.role() == NodeRole.RELAY) {
                text.append(String.format(
                        "    %-52s %s dies: pictures go on%n", "kill -9 " + cluster.pid(node), node.id()));
            }
        }
        text.append(String.format(
                "    curl -X POST -H 'Authorization: Bearer %s' %s/api/drain%n    %52s %s leaves: its viewers go on elsewhere%n",
                key, edge.url(port), "", edge.id()));
        return text.append("  Ctrl-C ends all of it.\n\n").toString();
    }

    /** The JVM would exit with 143 after its hooks; what a signal has stopped is a success. */
    private void stop(DemoCluster cluster) {
        say("stopping…");
        try {
            cluster.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failed) {
            Runtime.getRuntime().halt(0);
        }
    }
}

package dev.treecast.bench.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A third network namespace, joined to the server's by a bad network ({@code bench wire}) and to nothing else: whoever is in it has the server at
 * the address that everybody has it at, over the wire.
 */
public final class FarSite {
    /** Addresses of the wire's ends, next to those of the lab. */
    private static final String NEAR_ADDRESS = "198.18.1.1";

    private static final String FAR_ADDRESS = "198.18.1.2";

    /** As the wire names its devices, in both namespaces. */
    public static final String DEVICE = "wire";

    /** What the kernel may hold for the wire's process, packets: bursts that it has not read yet are not to be lost here. */
    private static final String DEVICE_QUEUE = "8000";

    private static final long START_S_MAX = 30;

    private final String namespace;
    private final JavaChild wire;

    private FarSite(String namespace, JavaChild wire) {
        this.namespace = namespace;
        this.wire = wire;
    }

    /**
     * Makes it; it goes with the lab.
     *
     * @param seed of the wire
     * @param folder where its log goes
     */
    public static FarSite open(Lab lab, long seed, Path folder) throws BenchFailure, InterruptedException {
        String server = lab.serverNamespace()
                .orElseThrow(() ->
                        new BenchFailure("A bad network needs network namespaces: run this as root, with iproute2."));
        String far = "treecast-far-" + ProcessHandle.current().pid();
        ExternalCommand.run(List.of("ip", "netns", "add", far));
        lab.own(() -> {
            boolean unused = ExternalCommand.succeeds(List.of("ip", "netns", "delete", far));
        });
        JavaChild wire = lab.own(JavaChild.start(
                Site.here(),
                List.of("-XX:+UseSerialGC", "-Xmx512m"),
                List.of("wire", "--server", server, "--viewer", far, "--seed", Long.toString(seed)),
                folder.resolve("wire.log")));
        awaitDevice(far);
        up(server, NEAR_ADDRESS);
        up(far, FAR_ADDRESS);
        ExternalCommand.run(List.of("ip", "-n", far, "route", "add", "default", "via", NEAR_ADDRESS, "dev", DEVICE));
        // A wire that waits for a core delays what it should not.
        for (long thread : ProcessTimes.read(wire.pid()).named(DEVICE)) {
            ThreadPriority.raise(thread);
        }
        return new FarSite(far, wire);
    }

    private static void awaitDevice(String namespace) throws BenchFailure, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S_MAX);
        while (!ExternalCommand.succeeds(List.of("ip", "-n", namespace, "link", "show", DEVICE))) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new BenchFailure("The wire did not come up: TUN devices (/dev/net/tun) may be missing here.");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void up(String namespace, String address) throws BenchFailure, InterruptedException {
        ExternalCommand.run(List.of("ip", "-n", namespace, "link", "set", "lo", "up"));
        ExternalCommand.run(List.of("ip", "-n", namespace, "address", "add", address + "/30", "dev", DEVICE));
        ExternalCommand.run(
                List.of("ip", "-n", namespace, "link", "set", DEVICE, "mtu", "1500", "txqueuelen", DEVICE_QUEUE, "up"));
    }

    /** Where processes run that have the server behind the wire. */
    public Site site() {
        return Site.of(List.of("ip", "netns", "exec", namespace), "");
    }

    /** As above, on some cores. */
    public Site site(String cores) {
        return Site.of(List.of("ip", "netns", "exec", namespace), cores);
    }

    /** Asks the wire's process for something without an answer. */
    public void tell(Object request) throws BenchFailure {
        wire.request(request, JsonNode.class);
    }

    /** Asks the wire's process for something. */
    public <T> T ask(Object request, Class<T> answer) throws BenchFailure {
        return wire.request(request, answer);
    }
}

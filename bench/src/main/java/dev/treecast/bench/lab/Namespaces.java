package dev.treecast.bench.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces joined by a veth pair: one for the server, one for the swarm. What is sent between them passes two network stacks
 * and touches no interface of the machine's.
 */
final class Namespaces implements AutoCloseable {
    /** Addresses for benchmarks (RFC 2544, RFC 6890): no network has them. */
    static final String SERVER_ADDRESS = "198.18.0.1";

    static final String SWARM_ADDRESS = "198.18.0.2";

    static final String SERVER_INTERFACE = "server";

    private static final int MTU = 1_500;

    private final String server;
    private final String swarm;

    private Namespaces(long pid) {
        server = serverName(pid);
        swarm = swarmName(pid);
    }

    private static String serverName(long pid) {
        return "treecast-server-" + pid;
    }

    private static String swarmName(long pid) {
        return "treecast-swarm-" + pid;
    }

    /** Whether this user may make namespaces here. */
    static boolean available() throws InterruptedException {
        String probe = "treecast-probe-" + ProcessHandle.current().pid();
        boolean made = ExternalCommand.succeeds(List.of("ip", "netns", "add", probe));
        return made && ExternalCommand.succeeds(List.of("ip", "netns", "delete", probe));
    }

    /** Makes them, and checks that they reach each other: what is sent to a namespace that is not there would leave the machine. */
    static Namespaces create(long pid) throws BenchFailure, InterruptedException {
        Namespaces made = new Namespaces(pid);
        try {
            for (List<String> command : creation(pid)) {
                ExternalCommand.run(command);
            }
            made.check();
            return made;
        } catch (BenchFailure | InterruptedException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** The commands that make them, in order. Interface names have 15 characters at most. */
    static List<List<String>> creation(long pid) {
        String server = serverName(pid);
        String swarm = swarmName(pid);
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("ip", "netns", "add", server));
        commands.add(List.of("ip", "netns", "add", swarm));
        commands.add(List.of(
                "ip",
                "link",
                "add",
                SERVER_INTERFACE,
                "netns",
                server,
                "type",
                "veth",
                "peer",
                "name",
                "swarm",
                "netns",
                swarm));
        commands.addAll(interfaceUp(server, SERVER_INTERFACE, SERVER_ADDRESS));
        commands.addAll(interfaceUp(swarm, "swarm", SWARM_ADDRESS));
        return commands;
    }

    static List<List<String>> interfaceUp(String namespace, String name, String address) {
        return List.of(
                List.of("ip", "-n", namespace, "link", "set", "lo", "up"),
                List.of("ip", "-n", namespace, "address", "add", address + "/30", "dev", name),
                List.of("ip", "-n", namespace, "link", "set", name, "mtu", Integer.toString(MTU), "up"));
    }

    /**
     * Lets each side receive on its own cores (receive packet steering). Otherwise a virtual link has the sender's core do the receiver's
     * part, up to its socket, which on a network of wires it would never see.
     *
     * @return false where the kernel has no such thing, or hides it
     */
    boolean steer(String serverMask, String swarmMask) throws InterruptedException {
        return steer(server, SERVER_INTERFACE, serverMask) && steer(swarm, "swarm", swarmMask);
    }

    static boolean steer(String namespace, String name, String mask) throws InterruptedException {
        String file = "/sys/class/net/" + name + "/queues/rx-0/rps_cpus";
        return ExternalCommand.succeeds(
                List.of("ip", "netns", "exec", namespace, "sh", "-c", "echo " + mask + " >" + file));
    }

    private void check() throws BenchFailure, InterruptedException {
        String route = ExternalCommand.run(List.of("ip", "-n", swarm, "route", "get", SERVER_ADDRESS));
        String link = ExternalCommand.run(List.of("ip", "-n", swarm, "link", "show", "swarm"));
        if (!route.contains("dev swarm") || !link.contains("LOWER_UP")) {
            throw new BenchFailure("The two network namespaces do not reach each other: " + route);
        }
    }

    /** What to put before a command so that it runs in the server's namespace. */
    List<String> serverPrefix() {
        return List.of("ip", "netns", "exec", server);
    }

    List<String> swarmPrefix() {
        return List.of("ip", "netns", "exec", swarm);
    }

    /** The name of the server's namespace. */
    String serverNamespace() {
        return server;
    }

    /** The name of the swarm's namespace. */
    String swarmNamespace() {
        return swarm;
    }

    /** Removes what is there; with the namespaces goes the veth pair. */
    @Override
    public void close() {
        try {
            ExternalCommand.succeeds(List.of("ip", "netns", "delete", swarm));
            ExternalCommand.succeeds(List.of("ip", "netns", "delete", server));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

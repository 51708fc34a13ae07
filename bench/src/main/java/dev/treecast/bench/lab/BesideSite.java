package dev.treecast.bench.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A third network namespace, joined to the server's and to the swarm's by a veth pair each, so that what passes between any two of the three crosses
 * one link. It shares the swarm's cores. On loopback it is no place of its own.
 */
public record BesideSite(Site site, String address) {
    /** In both namespaces that it is joined with, and there the name of the pair's end. */
    private static final String INTERFACE = "beside";

    private static final String ADDRESS = "198.18.2.2";
    private static final String AT_SERVER = "198.18.2.1";
    private static final String TO_SWARM = "198.18.3.2";
    private static final String AT_SWARM = "198.18.3.1";

    /** Makes it; it goes with the lab. */
    public static BesideSite open(Lab lab) throws BenchFailure, InterruptedException {
        Namespaces namespaces = lab.namespaces().orElse(null);
        if (namespaces == null) {
            return new BesideSite(lab.swarm(), lab.swarmAddress());
        }
        String name = "treecast-beside-" + ProcessHandle.current().pid();
        ExternalCommand.run(List.of("ip", "netns", "add", name));
        lab.own(() -> {
            boolean unused = ExternalCommand.succeeds(List.of("ip", "netns", "delete", name));
        });
        for (List<String> command : joining(name, namespaces.serverNamespace(), namespaces.swarmNamespace())) {
            ExternalCommand.run(command);
        }
        check(name, Namespaces.SERVER_ADDRESS, "to-server");
        check(name, Namespaces.SWARM_ADDRESS, "to-swarm");
        if (lab.isSteered()) {
            String server = CoreList.mask(lab.server().cores());
            String swarm = CoreList.mask(lab.swarm().cores());
            boolean unused = Namespaces.steer(namespaces.serverNamespace(), INTERFACE, server)
                    && Namespaces.steer(namespaces.swarmNamespace(), INTERFACE, swarm)
                    && Namespaces.steer(name, "to-server", swarm)
                    && Namespaces.steer(name, "to-swarm", swarm);
        }
        return new BesideSite(
                Site.of(List.of("ip", "netns", "exec", name), lab.swarm().cores()), ADDRESS);
    }

    /** Each of the three has one address that the two others reach it at. */
    static List<List<String>> joining(String name, String server, String swarm) {
        List<List<String>> commands = new ArrayList<>();
        commands.add(pair(name, "to-server", server));
        commands.add(pair(name, "to-swarm", swarm));
        commands.addAll(Namespaces.interfaceUp(name, "to-server", ADDRESS));
        commands.addAll(Namespaces.interfaceUp(name, "to-swarm", TO_SWARM));
        commands.addAll(Namespaces.interfaceUp(server, INTERFACE, AT_SERVER));
        commands.addAll(Namespaces.interfaceUp(swarm, INTERFACE, AT_SWARM));
        commands.add(route(name, Namespaces.SERVER_ADDRESS, AT_SERVER));
        commands.add(route(name, Namespaces.SWARM_ADDRESS, AT_SWARM));
        commands.add(route(swarm, ADDRESS, TO_SWARM));
        return commands;
    }

    private static List<String> pair(String name, String end, String other) {
        return List.of(
                "ip", "link", "add", end, "netns", name, "type", "veth", "peer", "name", INTERFACE, "netns", other);
    }

    private static List<String> route(String namespace, String to, String via) {
        return List.of("ip", "-n", namespace, "route", "add", to + "/32", "via", via);
    }

    /** What is sent to a namespace that is not there would leave the machine. */
    private static void check(String name, String address, String device) throws BenchFailure, InterruptedException {
        String route = ExternalCommand.run(List.of("ip", "-n", name, "route", "get", address));
        String link = ExternalCommand.run(List.of("ip", "-n", name, "link", "show", device));
        if (!route.contains("dev " + device) || !link.contains("LOWER_UP")) {
            throw new BenchFailure("The third network namespace does not reach the others: " + route);
        }
    }
}

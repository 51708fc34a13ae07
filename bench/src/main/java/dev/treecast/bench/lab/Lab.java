package dev.treecast.bench.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Two places to run processes in, and everything that has to go when the measurement ends, whichever way it ends: what was {@link #own}ed last
 * goes first.
 */
public final class Lab implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Site server;
    private final Site swarm;
    private final Optional<Namespaces> namespaces;
    private final boolean steered;
    private final String description;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeAll, "clean-up");

    private Lab(Site server, Site swarm, Optional<Namespaces> namespaces, boolean steered, String description) {
        this.server = server;
        this.swarm = swarm;
        this.namespaces = namespaces;
        this.steered = steered;
        this.description = description;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Opens the lab: network namespaces where they may be made, loopback otherwise.
     *
     * @param pin the server and the swarm get cores of their own
     * @param steer those cores also receive for them; needs pin
     */
    public static Lab open(boolean pin, boolean steer) throws BenchFailure, InterruptedException {
        return open(true, pin, steer);
    }

    /**
     * As above.
     *
     * @param apart network namespaces where they may be made; loopback everywhere otherwise
     */
    public static Lab open(boolean apart, boolean pin, boolean steer) throws BenchFailure, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean pinned = pin && cores >= 2 && ExternalCommand.succeeds(List.of("taskset", "-c", "0", "true"));
        String serverCores = pinned ? CoreList.of(0, cores / 2) : "";
        String swarmCores = pinned ? CoreList.of(cores / 2, cores) : "";
        String where = pinned
                ? ", the server on core " + serverCores + ", the swarm on core " + swarmCores
                : ", not pinned to cores";
        if (!apart || !Namespaces.available()) {
            return new Lab(
                    Site.of(List.of(), serverCores),
                    Site.of(List.of(), swarmCores),
                    Optional.empty(),
                    false,
                    (apart ? "loopback (network namespaces need root and iproute2)" : "loopback") + where);
        }
        Namespaces namespaces = Namespaces.create(ProcessHandle.current().pid());
        boolean steered =
                pinned && steer && namespaces.steer(CoreList.mask(0, cores / 2), CoreList.mask(cores / 2, cores));
        Lab lab = new Lab(
                Site.of(namespaces.serverPrefix(), serverCores),
                Site.of(namespaces.swarmPrefix(), swarmCores),
                Optional.of(namespaces),
                steered,
                "two network namespaces joined by veth, MTU 1500" + where
                        + (steered ? ", each receiving on its own" : ", the sender's core doing the receiver's part"));
        lab.own(namespaces);
        return lab;
    }

    /** Has something closed when the lab closes; gives it back. */
    public <T extends AutoCloseable> T own(T closeable) {
        synchronized (owned) {
            owned.push(closeable);
        }
        return closeable;
    }

    public Site server() {
        return server;
    }

    public Site swarm() {
        return swarm;
    }

    /** An IP address that the server is to bind and the swarm reaches it at. */
    public String serverAddress() {
        return namespaces.isPresent() ? Namespaces.SERVER_ADDRESS : LOOPBACK;
    }

    /** An IP address at which the server reaches the swarm. */
    public String swarmAddress() {
        return namespaces.isPresent() ? Namespaces.SWARM_ADDRESS : LOOPBACK;
    }

    /** The network interface that the server has for itself; none on loopback. */
    public Optional<String> serverInterface() {
        return namespaces.map(there -> Namespaces.SERVER_INTERFACE);
    }

    /** The network namespace that the server runs in; none on loopback. */
    Optional<String> serverNamespace() {
        return namespaces.map(Namespaces::serverNamespace);
    }

    /** The namespaces; none on loopback. */
    Optional<Namespaces> namespaces() {
        return namespaces;
    }

    /** Whether each side's cores receive for it. */
    boolean isSteered() {
        return steered;
    }

    /** One line for the report. */
    public String description() {
        return description;
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook is what runs.
        }
    }

    private void closeAll() {
        while (true) {
            AutoCloseable next;
            synchronized (owned) {
                next = owned.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.close();
            } catch (Exception e) {
                System.err.println("bench: something could not be cleaned up: " + e);
            }
        }
    }
}

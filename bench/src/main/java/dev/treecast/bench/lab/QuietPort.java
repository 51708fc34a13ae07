package dev.treecast.bench.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/**
 * A TCP port of loopback that a server can come back to. It lies below those that Linux gives to clients (32,768 and up): while the server is away, a client
 * that tries to connect could be given the server's own port, be connected to itself (RFC 793 section 3.4, simultaneous open) and keep the port.
 */
public final class QuietPort {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 100;

    private QuietPort() {}

    /** One that nobody listens at now. */
    public static int find() throws BenchFailure {
        SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            try (ServerSocket free = new ServerSocket()) {
                free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new BenchFailure("No free TCP port between " + LOWEST + " and " + HIGHEST + " was found.");
    }
}

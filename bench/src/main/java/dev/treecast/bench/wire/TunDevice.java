package dev.treecast.bench.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A TUN device in a network namespace (<a href="https://docs.kernel.org/networking/tuntap.html">tuntap</a>): what the kernel sends to it is read
 * here, packet by packet, and what is written arrives there. It goes with its descriptor.
 */
final class TunDevice implements AutoCloseable {
    /** The name that devices have in either namespace. */
    static final String NAME = "wire";

    /** {@code _IOW('T', 202, int)}. */
    private static final long TUNSETIFF = 0x400454caL;

    private static final short IFF_TUN = 1;
    private static final short IFF_NO_PI = 0x1000;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;

    private final LinuxCalls calls = new LinuxCalls();
    private final int descriptor;

    private TunDevice(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Makes one, not yet up.
     *
     * @param namespace a name that {@code ip netns} knows
     */
    static TunDevice open(String namespace) throws IOException {
        CompletableFuture<Integer> opened = new CompletableFuture<>();
        // A thread of its own: it enters the namespace, and never comes back. A device belongs to where it was opened.
        Thread.ofPlatform().name("tun").start(() -> {
            try {
                opened.complete(openHere(namespace));
            } catch (IOException | RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return new TunDevice(opened.join());
        } catch (CompletionException e) {
            throw new IOException("no TUN device in " + namespace + ": " + e.getCause(), e);
        }
    }

    private static int openHere(String namespace) throws IOException {
        LinuxCalls calls = new LinuxCalls();
        int there = calls.open("/var/run/netns/" + namespace, LinuxCalls.O_RDONLY);
        calls.setns(there, LinuxCalls.CLONE_NEWNET);
        calls.close(there);
        int device = calls.open("/dev/net/tun", LinuxCalls.O_RDWR | LinuxCalls.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES);
            for (int i = 0; i < NAME.length(); i++) {
                request.set(JAVA_BYTE, i, (byte) NAME.charAt(i));
            }
            request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
            calls.ioctl(device, TUNSETIFF, request);
        }
        return device;
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        calls.close(descriptor);
    }
}

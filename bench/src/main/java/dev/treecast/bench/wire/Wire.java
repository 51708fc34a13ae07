package dev.treecast.bench.wire;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Carries packets between two namespaces until closed, on a thread of its own. Each direction has randomness of its own out of the seed. */
public final class Wire implements AutoCloseable {
    /** How long it sleeps at most: requests wait so long. */
    private static final long IDLE_NS_MAX = 20_000_000;

    private static final int POLLFD_BYTES = 8;
    private static final int PACKET_BYTES_MAX = 65_536;
    private static final long ANSWER_S_MAX = 10;

    private final TunDevice server;
    private final TunDevice viewer;
    private final WireEnd toViewer;
    private final WireEnd toServer;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean over;

    private Wire(TunDevice server, TunDevice viewer, long seed) {
        this.server = server;
        this.viewer = viewer;
        SplittableRandom random = new SplittableRandom(seed);
        this.toViewer = new WireEnd(server, viewer, random.split());
        this.toServer = new WireEnd(viewer, server, random.split());
        this.thread = Thread.ofPlatform().name("wire").unstarted(this::run);
    }

    /**
     * Opens a device in each namespace and starts; the devices are not up yet.
     *
     * @param seed of every decision
     */
    public static Wire open(String serverNamespace, String viewerNamespace, long seed) throws IOException {
        TunDevice server = TunDevice.open(serverNamespace);
        Wire wire = new Wire(server, TunDevice.open(viewerNamespace), seed);
        wire.thread.start();
        return wire;
    }

    /** From the next packet on. */
    public void change(Impairments serverToViewer, Impairments viewerToServer) throws InterruptedException {
        ask(() -> {
            toViewer.change(serverToViewer);
            toServer.change(viewerToServer);
            return true;
        });
    }

    /** What was counted since this was last asked. */
    public WireCounts takeCounts() throws InterruptedException {
        return ask(() -> new WireCounts(toViewer.takeCounts(), toServer.takeCounts()));
    }

    private <T> T ask(Supplier<T> question) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        commands.add(() -> answer.complete(question.get()));
        try {
            return answer.get(ANSWER_S_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the wire has stopped", e);
        }
    }

    private void run() {
        LinuxCalls calls = new LinuxCalls();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PACKET_BYTES_MAX);
            MemorySegment timeout = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
            MemorySegment descriptors = arena.allocate(2 * POLLFD_BYTES, JAVA_LONG.byteAlignment());
            watch(descriptors, 0, server);
            watch(descriptors, POLLFD_BYTES, viewer);
            while (!over) {
                for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                    command.run();
                }
                toViewer.receive(calls, buffer);
                toServer.receive(calls, buffer);
                toViewer.send(calls, buffer);
                toServer.send(calls, buffer);
                long waitNs = Math.min(toViewer.nextDueNs(), toServer.nextDueNs()) - System.nanoTime();
                timeout.set(JAVA_LONG, JAVA_LONG.byteSize(), Math.clamp(waitNs, 0, IDLE_NS_MAX));
                calls.ppoll(descriptors, 2, timeout);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the wire is broken", e);
        }
    }

    private static void watch(MemorySegment descriptors, long offset, TunDevice device) {
        descriptors.set(JAVA_INT, offset, device.descriptor());
        descriptors.set(JAVA_SHORT, offset + JAVA_INT.byteSize(), LinuxCalls.POLLIN);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ANSWER_S_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        viewer.close();
    }
}

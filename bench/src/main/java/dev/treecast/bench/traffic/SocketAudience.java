package dev.treecast.bench.traffic;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.socket.InteractionSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An audience over WebSockets against a server's process, in real time. */
public final class SocketAudience {
    private static final long WARM_UP_S = 3;

    private SocketAudience() {}

    /**
     * Lets so many viewers give input for so many seconds.
     *
     * @param server its HTTP address
     * @param stream one that nothing else uses
     */
    public static TrafficResult measure(URI server, String stream, ControlSet controls, int viewers, int seconds)
            throws BenchFailure, InterruptedException {
        TickCount ticks = new TickCount();
        AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        List<InteractionSocket> lines = new ArrayList<>();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            try {
                InteractionSocket game = InteractionSocket.connect(http, server, stream, ticks::message);
                lines.add(game);
                game.send(controls.hello(ServerProcess.PUBLISH_KEY));
                game.send(controls.patch());
                List<Integer> numbers = SimulatedAudience.controlNumbers(game.next("reply"), controls);
                game.send("{\"type\":\"ready\"}");
                for (int i = 0; i < viewers; i++) {
                    InteractionSocket line = InteractionSocket.connect(http, server, stream, unused -> {});
                    lines.add(line);
                    line.send(Hand.HELLO);
                    line.next("snapshot");
                    Hand hand = new Hand(i, controls, numbers);
                    threads.add(Thread.ofVirtual().start(() -> play(line, hand, failed)));
                }
                TimeUnit.SECONDS.sleep(WARM_UP_S);
                ticks.reset();
                long messages = game.messages();
                long bytes = game.bytes();
                long startNs = System.nanoTime();
                TimeUnit.SECONDS.sleep(seconds);
                double measured = (System.nanoTime() - startNs) / 1e9;
                TrafficResult result = ticks.result(
                        controls,
                        viewers,
                        TrafficResult.Way.WEBSOCKETS,
                        measured,
                        game.messages() - messages,
                        game.bytes() - bytes);
                Exception failure = failed.get();
                if (failure != null) {
                    throw new BenchFailure("A viewer was let go: " + failure.getMessage(), failure);
                }
                return result;
            } catch (IOException e) {
                throw new BenchFailure("The audience could not be set up: " + e.getMessage(), e);
            } finally {
                threads.forEach(Thread::interrupt);
                for (Thread thread : threads) {
                    thread.join();
                }
                lines.forEach(InteractionSocket::close);
            }
        }
    }

    private static void play(InteractionSocket line, Hand hand, AtomicReference<@Nullable Exception> failed) {
        try {
            long dueNs = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                line.send(ByteBuffer.wrap(hand.frame()));
                dueNs += Hand.TICK_NS;
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
        } catch (IOException e) {
            failed.compareAndSet(null, e);
        } catch (InterruptedException e) {
            // It is over.
        }
    }
}

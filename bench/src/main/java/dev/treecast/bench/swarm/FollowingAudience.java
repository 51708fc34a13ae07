package dev.treecast.bench.swarm;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.server.client.SignalingClient;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.PeerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Viewers who go where their edge sends them. */
public final class FollowingAudience implements AutoCloseable {
    private static final int JOINING_MAX = 20;

    private final List<FollowingViewer> viewers = new ArrayList<>();
    private final SignalingClient signaling = new SignalingClient(Duration.ofSeconds(20));
    private final MediaLoops loops;

    /** @throws BenchFailure when there are not enough sockets */
    public FollowingAudience(int count) throws BenchFailure {
        PeerFactory peers = PeerFactory.overDtls(new SecureRandom(), Instant.now());
        try {
            loops = MediaLoops.start(
                    MediaLoopOptions.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .withLoops(2 * count, 1)
                            .withReceiveOffload());
        } catch (IOException e) {
            throw new BenchFailure("No sockets on loopback: " + e.getMessage(), e);
        }
        for (int i = 0; i < count; i++) {
            viewers.add(new FollowingViewer(
                    peers, signaling, loops.loops().get(2 * i), loops.loops().get(2 * i + 1)));
        }
    }

    /** All come; returns when each has a picture. */
    public void join(URI whep) throws BenchFailure, InterruptedException {
        Semaphore places = new Semaphore(JOINING_MAX);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> joins = new ArrayList<>();
            for (FollowingViewer viewer : viewers) {
                joins.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        viewer.join(whep);
                        return null;
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Future<?> join : joins) {
                join.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailure("A viewer did not come: " + e.getCause(), e);
        }
    }

    /** Times without video count from now. */
    public void restart() {
        viewers.forEach(FollowingViewer::restart);
    }

    /** How many have gone on elsewhere. */
    public int moved() {
        return (int) viewers.stream().filter(FollowingViewer::hasMoved).count();
    }

    /** Connections that ended before the viewer had a picture from elsewhere. */
    public int lost() {
        return viewers.stream().mapToInt(FollowingViewer::lost).sum();
    }

    /** Each viewer's longest time without video since {@link #restart}, in ms, the shortest first. */
    public List<Double> longestMs() {
        return viewers.stream().map(viewer -> viewer.longestNs() / 1e6).sorted().toList();
    }

    @Override
    public void close() {
        loops.close();
        signaling.close();
    }
}

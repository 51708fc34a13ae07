package dev.treecast.bench.swarm;

import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.signaling.Negotiation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** So many viewers who come at a given rate: an HTTP request each, then ICE and DTLS. */
final class Join {
    /** Longer than ICE (15 s) and DTLS (10 s) give themselves. */
    private static final long CONNECT_S_MAX = 30;

    /** How often progress is told. */
    private static final long PROGRESS_NS = 500_000_000;

    /** Different failures that are told apart; the rest are one. */
    private static final int FAILURES_MAX = 16;

    private static final long NS_PER_SECOND = 1_000_000_000;

    /** One to come. */
    private record Guest(
            MediaLoop loop,
            int stream,
            Viewer.@Nullable Checking checking,
            @Nullable InteractingViewer interacting) {}

    // Given.
    private final SwarmOptions options;
    private final PeerFactory peers;
    private final Signaling signaling;
    private final JoinRequest request;
    private final IntConsumer progress;

    // Owned.
    private final List<Guest> guests = new ArrayList<>();
    private final ConcurrentLinkedQueue<Swarm.Member> members = new ConcurrentLinkedQueue<>();
    private final Histogram connectingNs = new ConcurrentHistogram(3);
    private final Histogram firstPictureNs = new ConcurrentHistogram(3);
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicLong lastConnectedNs = new AtomicLong();

    Join(SwarmOptions options, PeerFactory peers, Signaling signaling, JoinRequest request, IntConsumer progress) {
        this.options = options;
        this.peers = peers;
        this.signaling = signaling;
        this.request = request;
        this.progress = progress;
    }

    void add(MediaLoop loop, int stream, Viewer.@Nullable Checking checking, @Nullable InteractingViewer interacting) {
        guests.add(new Guest(loop, stream, checking, interacting));
    }

    /** Those who got an answer, connected or not. */
    List<Swarm.Member> members() {
        return List.copyOf(members);
    }

    JoinResult run() throws InterruptedException {
        Semaphore places = new Semaphore(request.concurrent());
        long startNs = System.nanoTime();
        lastConnectedNs.set(startNs);
        long toldNs = startNs;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < guests.size(); i++) {
                Guest guest = guests.get(i);
                pause(startNs + (long) (i * NS_PER_SECOND / request.perSecond()));
                places.acquire();
                long offeredNs = System.nanoTime();
                threads.execute(() -> {
                    try {
                        connect(guest, offeredNs);
                    } finally {
                        places.release();
                    }
                });
                if (offeredNs - toldNs > PROGRESS_NS) {
                    toldNs = offeredNs;
                    progress.accept(connected.get());
                }
            }
            threads.shutdown();
            while (!threads.awaitTermination(PROGRESS_NS, TimeUnit.NANOSECONDS)) {
                progress.accept(connected.get());
            }
        }
        return new JoinResult(
                guests.size(),
                connected.get(),
                Map.copyOf(failures),
                (lastConnectedNs.get() - startNs) / (double) NS_PER_SECOND,
                Percentiles.ofNs(connectingNs.copy()),
                Percentiles.ofNs(firstPictureNs.copy()));
    }

    private static void pause(long untilNs) throws InterruptedException {
        long leftNs = untilNs - System.nanoTime();
        if (leftNs > 0) {
            TimeUnit.NANOSECONDS.sleep(leftNs);
        }
    }

    private void connect(Guest guest, long offeredNs) {
        try {
            IceCredentials local = peers.newCredentials();
            LocalTransport described = Negotiation.local(peers, local, guest.loop());
            NegotiatedSession session = signaling.watch(guest.stream(), described);
            Outcome outcome = new Outcome(offeredNs);
            guest.loop().execute(() -> {
                int ssrc = peers.random().nextInt();
                Viewer viewer = new Viewer(
                        guest.loop(),
                        session,
                        guest.checking(),
                        guest.interacting(),
                        options.feedbackNs(),
                        ssrc,
                        outcome);
                viewer.start(peers, local);
                members.add(new Swarm.Member(guest.loop(), viewer));
            });
            outcome.done.get(CONNECT_S_MAX, TimeUnit.SECONDS);
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            failed(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            failed("not connected within " + CONNECT_S_MAX + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(String why) {
        failures.merge(failures.size() < FAILURES_MAX ? why : "other reasons", 1, Integer::sum);
    }

    /** Hears how it goes for one viewer. */
    private final class Outcome implements Viewer.Events {
        private final long offeredNs;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        Outcome(long offeredNs) {
            this.offeredNs = offeredNs;
        }

        @Override
        public void connected() {
            long nowNs = System.nanoTime();
            connectingNs.recordValue(nowNs - offeredNs);
            lastConnectedNs.accumulateAndGet(nowNs, Math::max);
            connected.incrementAndGet();
            done.complete(null);
        }

        @Override
        public void firstPicture() {
            firstPictureNs.recordValue(System.nanoTime() - offeredNs);
        }

        @Override
        public void ended(CloseReason reason) {
            done.completeExceptionally(new IOException(reason.detail()));
        }
    }
}

package dev.treecast.bench.swarm;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.server.demo.ClipStart;
import dev.treecast.server.demo.DemoClip;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Publishers and viewers of one process, each with a UDP socket of its own. Publishers share one thread, viewers who check payloads another,
 * so that neither waits for those who only count. All methods are for one thread.
 */
public final class Swarm implements AutoCloseable {
    /** Who checks, at most: each costs the swarm a decryption and a checksum a packet. */
    public static final int CHECKING_MAX = 64;

    private static final Duration SIGNALING_TIMEOUT = Duration.ofSeconds(20);

    /** Microseconds to minutes, in ns, to three digits. */
    private static final int DIGITS = 3;

    /** One who came, or tried. */
    record Member(MediaLoop loop, Viewer viewer) {}

    private final SwarmOptions options;
    private final InetAddress local;
    private final PeerFactory peers;
    private final Signaling signaling;
    private final MediaLoops countingLoops;
    private final MediaLoops checkingLoops;
    private final Deque<MediaLoop> freeCounting;
    private final Deque<MediaLoop> freeChecking;
    private final List<SentLog> sent = new ArrayList<>();
    private final List<List<Member>> cohorts = new ArrayList<>();
    private final Recorder latencyNs = new Recorder(DIGITS);
    private @Nullable MediaLoops publishingLoops;
    private @Nullable Histogram recycled;
    private @Nullable InteractionLoad interaction;
    private boolean probed;
    private int joined;

    /** @throws IOException when there are not enough sockets to be had */
    public Swarm(SwarmOptions options) throws IOException {
        this.options = options;
        this.local = localAddress(options.server());
        this.peers = PeerFactory.overDtls(new SecureRandom(), Instant.now());
        this.signaling = switch (options.protocol()) {
            case WHEP -> new WhepSignaling(options, peers, SIGNALING_TIMEOUT);
            case JANUS -> new JanusSignaling(options.server(), SIGNALING_TIMEOUT);
        };
        this.countingLoops = loops(options.viewersMax(), options.threads(), "viewers");
        this.checkingLoops = loops(Math.min(CHECKING_MAX, options.viewersMax()), 1, "checking");
        this.freeCounting = new ArrayDeque<>(countingLoops.loops());
        this.freeChecking = new ArrayDeque<>(checkingLoops.loops());
    }

    private MediaLoops loops(int count, int threads, String name) throws IOException {
        MediaLoops loops = MediaLoops.start(MediaLoopOptions.defaults(new InetSocketAddress(local, 0))
                .withLoops(count, threads)
                .withReceiveOffload());
        // The kernel's name of a thread is what the driver finds it by.
        loops.loops().forEach(loop -> loop.execute(() -> Thread.currentThread().setName(name)));
        return loops;
    }

    /**
     * Our address towards the server. A socket bound to it is found at the first look-up; one bound to any address at the second, which with a
     * thousand of them costs the server's side of a virtual link several percent.
     */
    private static InetAddress localAddress(URI server) throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(InetAddress.getByName(server.getHost()), server.getPort());
            return probe.getLocalAddress();
        }
    }

    /**
     * Publishes the clip so many times, as streams of their own whose frames are spread over a frame's time.
     *
     * @throws BenchFailure when a stream cannot be published
     */
    public void publish(int streams) throws BenchFailure, InterruptedException {
        DemoClip clip = DemoClip.bundled();
        try {
            MediaLoops loops = loops(streams, 1, "publishers");
            publishingLoops = loops;
            for (int stream = 0; stream < streams; stream++) {
                SentLog log = new SentLog();
                long phaseNs = clip.frameNs() * stream / streams;
                ClipStart start = nowNs -> nowNs + Math.floorMod(phaseNs - nowNs, clip.frameNs());
                signaling.publish(stream, loops.loops().get(stream), start, log);
                sent.add(log);
            }
            if (options.interacting()) {
                interaction = new InteractionLoad(options.game(), options.publishKey());
            }
        } catch (IOException e) {
            throw new BenchFailure("The clip cannot be published: " + e.getMessage(), e);
        }
    }

    /**
     * Lets viewers come; returns when each is connected or has failed.
     *
     * @param progress is told how many are connected, now and then
     * @throws BenchFailure when there is no socket left for them
     */
    public JoinResult join(JoinRequest request, IntConsumer progress) throws BenchFailure, InterruptedException {
        int checking = Math.min(request.checking(), request.viewers());
        if (freeChecking.size() < checking || freeCounting.size() < request.viewers() - checking) {
            throw new BenchFailure("The swarm was started for " + options.viewersMax() + " viewers at most.");
        }
        Join join = new Join(options, peers, signaling, request, progress);
        for (int i = 0; i < request.viewers(); i++) {
            boolean checks = i < checking;
            int stream = joined++ % Math.max(1, sent.size()); // somebody else may publish
            MediaLoop loop = (checks ? freeChecking : freeCounting).removeFirst();
            join.add(
                    loop,
                    stream,
                    checks ? new Viewer.Checking(sent.get(stream), latencyNs) : null,
                    stream == 0 && request.interacting() ? interacting() : null);
        }
        JoinResult result = join.run();
        cohorts.add(join.members());
        return result;
    }

    /** The first one's presses are timed. */
    private @Nullable InteractingViewer interacting() {
        InteractionLoad load = interaction;
        if (load == null) {
            return null;
        }
        boolean probing = !probed;
        probed = true;
        long intervalNs = options.inputNs();
        return new InteractingViewer(load, probing, intervalNs, peers.random().nextLong(intervalNs));
    }

    /** What viewers and game counted of interaction, and times since the last call; the game has to have been started. */
    public InteractionCounts interaction() {
        return Objects.requireNonNull(interaction, "no game").counts();
    }

    /** Reads all counters, and the latencies since the last time. */
    public SwarmSnapshot snapshot() {
        List<Counts> counts = new ArrayList<>();
        for (List<Member> cohort : cohorts) {
            List<CompletableFuture<Counts>> parts = cohort.stream()
                    .map(member -> CompletableFuture.supplyAsync(member.viewer()::counts, member.loop()))
                    .toList();
            counts.add(parts.stream().map(CompletableFuture::join).reduce(Counts.NONE, Counts::plus));
        }
        Histogram interval = latencyNs.getIntervalHistogram(recycled);
        recycled = interval;
        return new SwarmSnapshot(System.nanoTime(), counts, Percentiles.ofNs(interval));
    }

    /** All viewers go, and their sockets are free again. */
    public void leaveAll() {
        for (List<Member> cohort : cohorts) {
            for (Member member : cohort) {
                CompletableFuture.runAsync(member.viewer()::leave, member.loop())
                        .join();
                (checkingLoops.loops().contains(member.loop()) ? freeChecking : freeCounting).add(member.loop());
            }
        }
        cohorts.clear();
        probed = false;
        signaling.left();
    }

    @Override
    public void close() {
        signaling.close();
        if (interaction != null) {
            interaction.close();
        }
        countingLoops.close();
        checkingLoops.close();
        if (publishingLoops != null) {
            publishingLoops.close();
        }
    }
}

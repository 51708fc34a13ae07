package dev.treecast.server;

import dev.treecast.edge.EdgeOptions;
import dev.treecast.edge.ViewerEdge;
import dev.treecast.ingest.Ingest;
import dev.treecast.ingest.IngestOptions;
import dev.treecast.server.cluster.ClusterNode;
import dev.treecast.server.cluster.ClusterWhep;
import dev.treecast.server.cluster.ClusterWhip;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.http.ClusterFace;
import dev.treecast.server.http.LiveState;
import dev.treecast.server.http.MetricsSource;
import dev.treecast.server.interaction.TreeShows;
import dev.treecast.server.media.MediaMetrics;
import dev.treecast.server.media.MediaState;
import dev.treecast.tree.StreamHub;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import dev.treecast.webrtc.dtls.DtlsCertificate;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.DtlsWarmUp;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionTable;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media side of one process: loops, hub, ingest and edge, joined. */
public final class LoopMediaPlane implements MediaPlane {
    private static final Logger LOG = LoggerFactory.getLogger(LoopMediaPlane.class);
    private static final long SWEEP_MS = 1_000;

    /** How long goodbyes get to leave the sockets before these close. */
    private static final long LAST_WORDS_MS = 50;

    private final MediaLoops loops;
    private final Ingest ingest;
    private final ViewerEdge edge;
    private final MediaState state;
    private final MediaMetrics metrics;
    private final ScheduledExecutorService housekeeping;
    private final SessionEndpoint whip;
    private final SessionEndpoint whep;
    private final Optional<ClusterNode> cluster;

    private LoopMediaPlane(
            MediaLoops loops,
            StreamHub hub,
            Ingest ingest,
            ViewerEdge edge,
            HandshakeGate gate,
            PeerFactory peers,
            Optional<ClusterNode> cluster) {
        this.loops = loops;
        this.ingest = ingest;
        this.edge = edge;
        this.cluster = cluster;
        this.whip = cluster.<SessionEndpoint>map(node -> new ClusterWhip(ingest, node))
                .orElse(ingest);
        this.whep = cluster.<SessionEndpoint>map(node -> new ClusterWhep(edge, hub, node))
                .orElse(edge);
        this.state = new MediaState(hub, ingest, edge, loops.loops().getFirst());
        this.metrics = new MediaMetrics(loops.counters(), hub, ingest, edge, gate, peers.totals());
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("housekeeping").daemon().factory());
        MediaLoop clock = loops.loops().getFirst();
        var unused = housekeeping.scheduleWithFixedDelay(
                () -> hub.sweep(clock.nowNs()), SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    /** Binds the sockets and starts the loops. */
    public static LoopMediaPlane start(ServerOptions options, DataChannelApplication channels) throws StartupException {
        MediaLoops loops;
        try {
            InetAddress host = InetAddress.getByName(options.media().bind().host());
            InetSocketAddress bind =
                    new InetSocketAddress(host, options.media().bind().port());
            loops = MediaLoops.start(MediaLoopOptions.defaults(bind)
                    .withPublicAddresses(options.media().publicAddresses())
                    .withLoops(options.media().loops()));
        } catch (IOException e) {
            throw new StartupException(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        SecureRandom random = new SecureRandom();
        DtlsOptions dtls = DtlsOptions.defaults();
        HandshakeGate gate = new HandshakeGate(dtls);
        PeerFactory peers = PeerFactory.overDtls(
                DtlsCertificate.generate(random, Instant.now()),
                gate,
                dtls,
                PeerOptions.defaults().withKeepalives(),
                random);
        StreamHub hub = new StreamHub(StreamHub.Options.defaults());
        Ingest ingest = new Ingest(hub, loops::leastLoaded, peers, IngestOptions.defaults(), channels);
        SessionTable.Limits viewers = new SessionTable.Limits(
                options.limits().sessionsMax(), options.limits().sessionsPerAddressMax());
        ViewerEdge edge = new ViewerEdge(
                hub,
                loops,
                peers,
                EdgeOptions.defaults()
                        .withSessions(viewers)
                        .withPacing(options.media().pacing())
                        .withRedundantAudio(options.media().redundantAudio()),
                channels);
        Optional<ClusterNode> cluster = Optional.empty();
        if (options.cluster().isPresent()) {
            try {
                cluster = Optional.of(ClusterNode.start(
                        options.cluster().get(),
                        loops,
                        gate,
                        dtls,
                        hub,
                        edge::viewers,
                        loops.counters().bytesSent::sum,
                        random));
            } catch (ConfigurationException e) {
                loops.close();
                throw new StartupException(String.valueOf(e.getMessage()));
            }
        }
        // The first handshakes of a cold JVM are slow: the first streamer shall not wait for it, and neither shall
        // the start.
        Thread.ofVirtual().name("dtls-warm-up").start(() -> warmUp(random, gate));
        return new LoopMediaPlane(loops, hub, ingest, edge, gate, peers, cluster);
    }

    private static void warmUp(SecureRandom random, HandshakeGate gate) {
        try {
            if (!DtlsWarmUp.run(random, Instant.now(), gate)) {
                LOG.warn("the DTLS warm-up did not finish; the first viewer will wait a little longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public SessionEndpoint whip() {
        return whip;
    }

    @Override
    public SessionEndpoint whep() {
        return whep;
    }

    @Override
    public int viewers() {
        return edge.size();
    }

    @Override
    public int publishers() {
        return ingest.size();
    }

    @Override
    public void carry(TreeShows shows) {
        cluster.ifPresent(node -> node.carry(shows));
    }

    @Override
    public Optional<ClusterFace> cluster() {
        return cluster.map(node -> node);
    }

    @Override
    public LiveState state() {
        return state;
    }

    @Override
    public List<MetricsSource> metrics() {
        return cluster.map(node -> List.of(metrics, node.metrics())).orElseGet(() -> List.of(metrics));
    }

    @Override
    public MediaSummary summary() {
        List<InetSocketAddress> offered = loops.loops().getFirst().candidateAddresses();
        List<InetAddress> addresses =
                offered.stream().map(InetSocketAddress::getAddress).toList();
        return new MediaSummary(
                offered.getFirst().getPort(),
                loops.loops().size(),
                addresses,
                "AEAD_AES_128_GCM (" + SrtpCiphers.best().description() + "), "
                        + (loops.nativeTransport() ? "epoll" : "NIO") + ", handshakes with "
                        + EllipticCurvesProvider.best().description());
    }

    @Override
    public CompletionStage<Void> drain() {
        // Viewers first: a publisher that leaves would otherwise only tell them that the streamer is away.
        return edge.drain()
                .thenCompose(done -> ingest.drain())
                .thenCompose(done -> CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(LAST_WORDS_MS, TimeUnit.MILLISECONDS)));
    }

    @Override
    public void close() {
        housekeeping.shutdownNow();
        cluster.ifPresent(ClusterNode::close);
        loops.close();
    }
}

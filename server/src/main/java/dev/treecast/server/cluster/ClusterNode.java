package dev.treecast.server.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.interaction.branch.ShowTree;
import dev.treecast.interaction.input.TickPacket;
import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.http.ClusterFace;
import dev.treecast.server.http.ClusterState;
import dev.treecast.server.http.MetricsSource;
import dev.treecast.server.interaction.TreeShows;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.link.LinkSecret;
import dev.treecast.tree.link.LinkTrust;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.node.NodeCredentials;
import dev.treecast.tree.node.NodeReport;
import dev.treecast.tree.node.Parcels;
import dev.treecast.tree.node.RelayNode;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This process in its cluster: certificate, directory and relay tree, joined and running. */
public final class ClusterNode implements ClusterFace, AutoCloseable {
    /** Key messages that wait to be read or written: seconds of work. */
    private static final int KEY_MESSAGES_MAX = 20_000;

    private static final long REPORT_MS = 1_000;

    /** How long children get to move: many times what a search for another parent takes. */
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    private final String id;
    private final NodePki pki;
    private final NodeDirectory directory;
    private final RelayNode node;
    private final Placement placement;
    private final ExecutorService keys;
    private final ScheduledExecutorService housekeeping;
    private final Supplier<Map<String, Integer>> viewers;
    /** Of a later version's nodes, what is known here is read. */
    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final ClusterReports reports;
    private volatile boolean draining;
    private volatile @Nullable NodeReport latest;
    private volatile @Nullable TreeShows shows;

    private ClusterNode(
            ClusterOptions options,
            NodePki pki,
            NodeDirectory directory,
            RelayNode node,
            ExecutorService keys,
            Supplier<Map<String, Integer>> viewers,
            LongSupplier bytesSent,
            SecureRandom random) {
        this.id = options.nodeId();
        this.pki = pki;
        this.directory = directory;
        this.node = node;
        this.keys = keys;
        this.viewers = viewers;
        this.placement = new Placement(options.region(), random);
        this.reports = new ClusterReports(options, pki, directory, json, new ProcessLoad(bytesSent));
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("cluster-reports").daemon().factory());
    }

    /**
     * Reads the certificate and joins the tree.
     *
     * @param viewers how many each stream has here; any thread may ask
     * @param bytesSent over all sockets since the start; any thread may ask
     */
    public static ClusterNode start(
            ClusterOptions options,
            MediaLoopGroup loops,
            HandshakeGate gate,
            DtlsOptions dtls,
            StreamHub hub,
            Supplier<Map<String, Integer>> viewers,
            LongSupplier bytesSent,
            SecureRandom random)
            throws ConfigurationException {
        NodePki pki = NodePki.load(options, random, Instant.now());
        NodeRecord self = new NodeRecord(options.nodeId(), options.region(), pki.roles(), options.capacity(), 0, false);
        NodeDirectory directory = options.redis().isPresent()
                ? new RedisDirectory(options.redis().get(), options, self, media(loops), random)
                : new StaticDirectory(options.parents());
        // What finds no place, or comes when the process ends, is dropped: edges ask again.
        ExecutorService keys = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(KEY_MESSAGES_MAX),
                Thread.ofPlatform().name("stream-keys").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        RelayNode node = new RelayNode(
                self,
                loops,
                PeerFactory.overDtls(
                        pki.certificate().dtlsCertificate(random), gate, dtls, PeerOptions.defaults(), random),
                LinkSecret.of(pki.trust().pem().getBytes(StandardCharsets.UTF_8)),
                () -> LinkTrust.of(pki.trust(), Instant::now),
                new NodeCredentials(
                        pki.certificate(),
                        pki.trust(),
                        HpkeKeyPair.generate(random),
                        SrtpCiphers.best(),
                        random,
                        Instant::now,
                        keys,
                        StreamKeyOptions.defaults().withRotationIntervalMin(options.keyRotationMin())),
                directory.view(),
                directory::addresses,
                directory.announcements(),
                hub,
                random);
        ClusterNode made = new ClusterNode(options, pki, directory, node, keys, viewers, bytesSent, random);
        made.start(hub);
        return made;
    }

    private static List<InetSocketAddress> media(MediaLoopGroup loops) {
        return loops.loops().stream()
                .flatMap(loop -> loop.candidateAddresses().stream())
                .toList();
    }

    private void start(StreamHub hub) {
        node.start();
        directory.start(new NodeDirectory.Listener() {
            @Override
            public void streamChanged(String stream) {
                node.streamChanged(stream);
                TreeShows carried = shows;
                if (carried != null) {
                    carried.moved(stream);
                }
            }

            @Override
            public void nodeLeft(String id) {
                node.nodeLeft(id);
            }

            @Override
            public void claimLost(String stream) {
                publishedElsewhere(hub, stream);
            }
        });
        var unusedTask = housekeeping.scheduleWithFixedDelay(this::report, 0, REPORT_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * The same streamer went live at another node: viewers here go on with what comes from there. One who was sent there ends the session here himself, when
     * the other one carries his picture; until then there is one here.
     */
    private void publishedElsewhere(StreamHub hub, String stream) {
        if (draining) {
            return;
        }
        hub.find(stream).ifPresent(live -> {
            live.publication()
                    .ifPresent(publication -> publication.control().end("the streamer is live at another node"));
            if (live.isWatched() && is(NodeRole.EDGE)) {
                var unusedFound = node.want(stream);
            }
        });
    }

    private void report() {
        TreeShows carried = shows;
        if (carried != null && is(NodeRole.EDGE)) {
            // What clients say goes up by the way that the stream comes down; so it has to come, though they may not
            // watch it here.
            carried.elsewhere(streams -> streams.forEach(stream -> {
                var unusedFound = node.want(stream);
            }));
        }
        var unusedReported = node.report().thenAcceptAsync(this::publish, housekeeping);
    }

    private void publish(NodeReport told) {
        latest = told;
        ClusterState.NodeState state = reports.of(told, viewers.get(), draining, System.nanoTime());
        try {
            directory.update(told.children(), state.viewers(), draining, json.writeValueAsString(state.report()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers is always JSON", e);
        }
    }

    /** Lets shows have viewers at other nodes. */
    public void carry(TreeShows carried) {
        ShowTree tree = new ShowTree() {
            @Override
            public boolean isHere(String stream) {
                return isShowHere(stream);
            }

            @Override
            public void up(String stream, byte[] packet) {
                node.sendUp(stream, packet);
            }

            @Override
            public void down(String stream, byte[] packet) {
                node.sendDown(stream, packet);
            }
        };
        carried.join(tree, directory::token);
        node.parcels(new Parcels() {
            @Override
            public void up(String stream, String child, byte[] body) {
                if (isShowHere(stream)) {
                    carried.up(stream, body);
                } else if (TickPacket.isTick(body)) {
                    carried.merge(stream, child, body);
                } else {
                    node.sendUp(stream, body);
                }
            }

            @Override
            public void down(String stream, byte[] body) {
                carried.down(stream, body);
            }

            @Override
            public void moved(String stream) {
                carried.moved(stream);
            }
        });
        shows = carried;
    }

    /** At the ingest node; before there is one, at any that could be it. */
    private boolean isShowHere(String stream) {
        return directory
                .ingestNode(stream)
                .map(id::equals)
                .orElseGet(() -> is(NodeRole.INGEST) && !directory.mayBeLive(stream));
    }

    public boolean is(NodeRole role) {
        return pki.roles().contains(role);
    }

    /** Its counters for Prometheus. */
    public MetricsSource metrics() {
        return new ClusterMetrics(() -> latest, directory);
    }

    RelayNode tree() {
        return node;
    }

    /** Whether a stream is published at another node that is about to leave, as far as is known. */
    boolean isLeftElsewhere(String stream) {
        DirectoryView view = directory.view();
        return view.ingestNode(stream)
                .filter(other -> !other.equals(id))
                .flatMap(view::node)
                .filter(NodeRecord::draining)
                .isPresent();
    }

    NodeDirectory directory() {
        return directory;
    }

    // ---- ClusterFace ----

    @Override
    public Map<String, Integer> viewersElsewhere() {
        return directory.viewersElsewhere();
    }

    @Override
    public Set<String> publishedElsewhere() {
        return directory.publishedElsewhere();
    }

    @Override
    public CompletionStage<ClusterState> state() {
        return node.report()
                .thenApply(told -> reports.state(reports.of(told, viewers.get(), draining, System.nanoTime())));
    }

    @Override
    public Optional<URI> elsewhere(boolean whip) {
        return placement.choose(whip ? NodeRole.INGEST : NodeRole.EDGE, directory.others());
    }

    @Override
    public void leave() {
        draining = true;
        housekeeping.execute(this::report);
    }

    @Override
    public CompletionStage<Void> drain() {
        leave();
        return node.drain(HAND_OVER.toNanos());
    }

    @Override
    public void close() {
        housekeeping.shutdownNow();
        node.close();
        directory.close();
        keys.shutdownNow();
    }
}

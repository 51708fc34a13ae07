package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.link.LinkSecret;
import dev.treecast.tree.link.LinkTrust;
import dev.treecast.tree.link.RelayLink;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.LinkReadings;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.TreeMessageCodec;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.tree.membership.TreeOptions;
import dev.treecast.tree.membership.TreeReadings;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a node of the tree: owns its {@link TreeNode} and does what that decides. Streams that are published here it offers to children;
 * streams that viewers here want it takes from a parent and publishes in the process's {@link StreamHub}, where the edge finds them.
 *
 * <p>Decisions are made on one loop, the control loop; every link lives on a loop of its own choosing.
 */
public final class RelayNode implements LoopSession {
    private static final Logger LOG = LoggerFactory.getLogger(RelayNode.class);

    private static final long WATCH_NS = 250_000_000;

    // Given.
    private final MediaLoopGroup loops;
    final MediaLoop control;
    private final StreamHub hub;
    final Announcements announcements;

    // Owned.
    final NodeLinks links;
    private final TreeNode tree;
    private final TreeMessageCodec codec = new TreeMessageCodec();
    final NodeCounters counters = new NodeCounters();
    final CarriedStreams streams;
    final PublishedStreams published;
    final ViewedStreams viewed;

    // State, the control loop's.
    private long watchNs;
    final CompletableFuture<Void> drained = new CompletableFuture<>();
    volatile Parcels parcels = Parcels.NONE;

    /**
     * @param self who we are
     * @param peers makes transports that show our node certificate
     * @param secret the cluster's
     * @param trust makes the trust of one handshake
     * @param credentials seal and open payloads
     * @param view what is known of the cluster
     * @param addresses where a node can be reached; empty when unknown
     * @param announcements hears what we carry
     * @param hub the process's streams
     */
    public RelayNode(
            NodeRecord self,
            MediaLoopGroup loops,
            PeerFactory peers,
            LinkSecret secret,
            Supplier<LinkTrust> trust,
            NodeCredentials credentials,
            DirectoryView view,
            Function<String, List<InetSocketAddress>> addresses,
            Announcements announcements,
            StreamHub hub,
            RandomGenerator random) {
        this.loops = loops;
        this.control = loops.loops().getFirst();
        this.hub = hub;
        this.announcements = announcements;
        this.streams = new CarriedStreams(loops.loops(), counters, stream -> parcels.moved(stream));
        this.links = new NodeLinks(self.id(), loops, addresses, streams.all(), new Neighbours());
        links.start(secret, peers, trust);
        this.tree = new TreeNode(self, TreeOptions.defaults(), view, new Surroundings(), new Decisions(this), random);
        this.published = new PublishedStreams(
                control,
                credentials,
                streams::of,
                tree,
                links.door()::newSource,
                this::reschedule,
                announcements::unpublished,
                counters.refusedKeys());
        this.viewed = new ViewedStreams(
                hub, control, self.id(), credentials, tree, this::reschedule, this::distrust, counters.refusedKeys());
    }

    /** Opens the door to other nodes and begins to offer what is published here. */
    public void start() {
        loops.loops().forEach(loop -> loop.execute(() -> loop.door(links.door())));
        hub.observe(this::publicationStarted);
        control.execute(() -> {
            watchNs = control.nowNs();
            tree.start(watchNs);
            control.add(this);
        });
    }

    /**
     * Viewers here want a stream that may be elsewhere. Where it is found it appears in the hub, and goes when nobody has watched it for a while.
     *
     * @return whether it is in the hub now; false after four seconds in which it was not found, or at once when too many are looked for
     */
    public CompletionStage<Boolean> want(String stream) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        control.execute(() -> {
            if (isPublishedHere(stream)) {
                answer.complete(true);
                return;
            }
            viewed.want(control.nowNs(), stream, streams.get(stream), answer);
            reschedule();
        });
        return answer;
    }

    private boolean isPublishedHere(String stream) {
        return hub.find(stream)
                .flatMap(LiveStream::publication)
                .filter(publication -> !publication.principal().equals(ViewedStream.PRINCIPAL))
                .isPresent();
    }

    /** The directory has something new about where a stream is published. */
    public void streamChanged(String stream) {
        control.execute(() -> {
            tree.streamChanged(control.nowNs(), stream);
            reschedule();
        });
    }

    /** A stream that is published at another node is about to be published here. */
    public void expect(String stream) {
        control.execute(() -> published.expect(stream));
    }

    /** A node has left the cluster: keys of streams that are published here change. */
    public void nodeLeft(String node) {
        control.execute(() -> published.nodeLeft(control.nowNs(), node));
    }

    /** Who takes in what other nodes send beside media. */
    public void parcels(Parcels taker) {
        parcels = taker;
    }

    /** Sends something of our viewers to the node that a stream comes from; lost where there is none. */
    public void sendUp(String stream, byte[] body) {
        control.execute(() -> {
            if (!tree.sendTick(control.nowNs(), stream, new Opaque(body))) {
                counters.parcelsLost().increment();
            }
            reschedule();
        });
    }

    /** Sends something for viewers to all nodes that take a stream from here. */
    public void sendDown(String stream, byte[] body) {
        control.execute(() -> {
            tree.sendEvent(control.nowNs(), stream, new Opaque(body));
            reschedule();
        });
    }

    /**
     * Leaves the tree: children move to other parents within the time.
     *
     * @return done when nobody takes anything from here any more, or the time is over
     */
    public CompletionStage<Void> drain(long withinNs) {
        control.execute(() -> {
            tree.drain(control.nowNs(), withinNs);
            reschedule();
        });
        return drained.copy();
    }

    /** Ends all links at once. */
    public void close() {
        control.execute(() -> {
            links.closeAll("the node stops");
            control.remove(this);
        });
    }

    NodeCounters counters() {
        return counters;
    }

    /** The membership's own counters and readings; on the control loop. */
    TreeNode tree() {
        return tree;
    }

    private void reschedule() {
        control.reschedule(this);
    }

    // ---- Published here, viewed here ----

    private void publicationStarted(Publication publication) {
        if (!publication.principal().equals(ViewedStream.PRINCIPAL)) {
            control.execute(() -> {
                published.started(control.nowNs(), publication);
                reschedule();
            });
        }
    }

    /** Takes a stream from another parent than the present one. */
    private void distrust(String stream) {
        tree.parent(stream).ifPresent(parent -> {
            counters.distrusted().increment();
            links.giveUp(parent, "what it sends was altered");
        });
    }

    // ---- LoopSession: for its deadlines ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {}

    @Override
    public long nextDeadlineNs() {
        return Math.min(tree.nextDeadlineNs(), watchNs);
    }

    @Override
    public void timeout(long nowNs) {
        if (tree.nextDeadlineNs() <= nowNs) {
            tree.timeout(nowNs);
        }
        if (watchNs <= nowNs) {
            watchNs = nowNs + WATCH_NS;
            viewed.timeout(nowNs);
            published.timeout(nowNs);
            hub.sweep(nowNs);
        }
    }

    @Override
    public void fail(Throwable cause) {
        LOG.error("The node's place in the tree failed; streams that are taken go on while their links do", cause);
    }

    // ---- What happens around, on the control loop ----

    /** What happens on links, on the control loop. */
    private final class Neighbours implements NodeLinks.Listener {
        @Override
        public void up(String node, Set<NodeRole> roles, LinkReadings readings) {
            tree.linkUp(control.nowNs(), node, roles, readings);
            reschedule();
        }

        @Override
        public void down(String node) {
            tree.linkDown(control.nowNs(), node);
            reschedule();
        }

        @Override
        public void message(String node, byte[] message) {
            codec.decode(message).ifPresent(said -> tree.message(control.nowNs(), node, said));
            reschedule();
        }

        @Override
        public void timing(RelayLink link, int ssrc, StreamTiming timing) {
            tree.clockOffsetNs(link.node().id())
                    .ifPresent(aheadNs ->
                            streams.timing(link, ssrc, timing.shifted(aheadNs + control.unixMinusMonotonicNs())));
        }
    }

    private final class Surroundings implements TreeReadings {
        @Override
        public long wallClockNs(long nowNs) {
            return nowNs + control.unixMinusMonotonicNs();
        }

        @Override
        public Map<Integer, Long> lastSequences(String stream) {
            return streams.lastSequences(stream);
        }
    }

    /** What this node looks like now. */
    public CompletionStage<NodeReport> report() {
        CompletableFuture<NodeReport> answer = new CompletableFuture<>();
        control.execute(() -> answer.complete(NodeReporter.report(tree, links, streams, viewed, counters)));
        return answer;
    }

    /** The node that a stream comes from; on the control loop. */
    Optional<String> parent(String stream) {
        return tree.parent(stream);
    }

    @Nullable
    CarriedStream carried(String stream) {
        return streams.get(stream);
    }
}

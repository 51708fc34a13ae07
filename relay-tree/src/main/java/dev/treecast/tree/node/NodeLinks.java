package dev.treecast.tree.node;

import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.link.LinkCounters;
import dev.treecast.tree.link.LinkFactory;
import dev.treecast.tree.link.LinkListener;
import dev.treecast.tree.link.LinkSecret;
import dev.treecast.tree.link.LinkTrust;
import dev.treecast.tree.link.RelayLink;
import dev.treecast.tree.link.StreamForwarder;
import dev.treecast.tree.membership.LinkReadings;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerCounters;
import dev.treecast.webrtc.peer.PeerFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A node's links: opens and closes them, and brings what happens on their loops to the control loop. What is asked for on a link, packets and keyframes,
 * is answered on the link's own loop.
 */
final class NodeLinks {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLinks.class);
    private static final int LINKS_MAX = 1_000;
    private static final double MS = 1e6;

    /** On the control loop. */
    interface Listener {
        void up(String node, Set<NodeRole> roles, LinkReadings readings);

        void down(String node);

        void message(String node, byte[] message);

        /** @param timing of the stream that has a track with this SSRC, on the node's wall clock */
        void timing(RelayLink link, int ssrc, StreamTiming timing);
    }

    private final String self;
    private final MediaLoopGroup loops;
    private final MediaLoop control;
    private final Function<String, List<InetSocketAddress>> addresses;
    private final Collection<CarriedStream> streams;
    private final Listener listener;
    private final LinkTable known = new LinkTable();
    private @Nullable LinkFactory factory;
    private boolean closed;
    private long untrusted;

    /**
     * @param addresses where a node can be reached; empty when unknown
     * @param streams those that pass through here, always
     */
    NodeLinks(
            String self,
            MediaLoopGroup loops,
            Function<String, List<InetSocketAddress>> addresses,
            Collection<CarriedStream> streams,
            Listener listener) {
        this.self = self;
        this.loops = loops;
        this.control = loops.loops().getFirst();
        this.addresses = addresses;
        this.streams = streams;
        this.listener = listener;
    }

    void start(LinkSecret secret, PeerFactory peers, Supplier<LinkTrust> trust) {
        factory = new LinkFactory(secret, peers, trust, new Events(), LINKS_MAX);
    }

    /** Takes links that other nodes open. */
    LinkFactory door() {
        return Objects.requireNonNull(factory, "not started");
    }

    // ---- On the control loop ----

    @Nullable
    RelayLink up(String node) {
        return known.up(node);
    }

    /** Opens a link; a no-op where one is up or under way. */
    void open(String node) {
        if (known.isKnown(node)) {
            return;
        }
        List<InetSocketAddress> reachable = addresses.apply(node);
        if (reachable.isEmpty()) {
            control.execute(() -> listener.down(node));
            return;
        }
        MediaLoop loop = loops.leastLoaded();
        loop.execute(() -> {
            RelayLink link = door().open(loop, reachable);
            control.execute(() -> known.opening(node, link));
        });
    }

    void close(String node) {
        RelayLink link = known.forget(node);
        if (link != null) {
            link.loop().execute(() -> link.close("not needed"));
        }
    }

    /** Closes a link on account of what came over it. */
    void giveUp(String node, String reason) {
        RelayLink link = known.up(node);
        if (link != null) {
            linkDown(link, reason);
            link.loop().execute(() -> link.close(reason));
        }
    }

    void closeAll(String reason) {
        closed = true;
        known.all().forEach(link -> link.loop().execute(() -> link.close(reason)));
    }

    void send(String node, byte[] message) {
        RelayLink link = known.up(node);
        if (link != null) {
            link.loop().execute(() -> link.send(message));
        }
    }

    private void linkUp(RelayLink link) {
        String node = link.node().id();
        String expected = known.openedTo(link);
        if (node.equals(self) || (expected != null && !expected.equals(node))) {
            LOG.warn("a link to {} reached {} instead, and was closed", expected, node);
            link.loop().execute(() -> link.close("another node than was meant"));
            return;
        }
        RelayLink unused = known.up(self, node, link, link.openedHere());
        if (unused != null) {
            unused.loop().execute(() -> unused.close("another link to the same node"));
        }
        if (unused != link) {
            LOG.info("link with node {} is up", node);
            listener.up(node, link.node().roles(), new Readings(link));
        }
    }

    private void linkDown(RelayLink link, String reason) {
        if (!link.openedHere() && !link.isTrusted()) {
            untrusted++;
            // Once: a stranger must not fill the log.
            LOG.atLevel(untrusted == 1 ? Level.WARN : Level.DEBUG)
                    .log("a link ended before its other end had shown a certificate of this cluster: {}", reason);
        }
        streams.forEach(each -> each.stopServing(link));
        String node = known.down(link);
        if (node != null && !closed) {
            LOG.info("link with node {} is down: {}", node, reason);
            listener.down(node);
        }
    }

    /** Links that others opened, and that ended before they had shown a certificate that counts. */
    long untrusted() {
        return untrusted;
    }

    /** The links that are up. Their counters are read from here, and may be a little old. */
    List<NodeReport.Link> report(TreeNode tree) {
        List<NodeReport.Link> reports = new ArrayList<>();
        for (RelayLink link : known.all()) {
            String node = link.node().id();
            OptionalLong offsetNs = tree.clockOffsetNs(node);
            PeerCounters counters = link.counters();
            reports.add(new NodeReport.Link(
                    node,
                    link.openedHere(),
                    tree.roundTripNs(node) / MS,
                    offsetNs.isPresent() ? offsetNs.getAsLong() / MS : null,
                    counters.bytesOut(),
                    counters.bytesIn(),
                    counters.datagramsOut(),
                    counters.datagramsIn(),
                    counters.unauthenticated() + counters.replayed(),
                    media(link.media())));
        }
        return reports;
    }

    private static NodeReport.Media media(LinkCounters media) {
        return new NodeReport.Media(media.sent(), media.repaired(), media.received(), media.requested(), media.lost());
    }

    // ---- On the links' loops ----

    private final class Events implements LinkListener {
        @Override
        public void up(long nowNs, RelayLink link) {
            control.execute(() -> linkUp(link));
        }

        @Override
        public void message(long nowNs, RelayLink link, byte[] message) {
            control.execute(() -> {
                if (known.up(link.node().id()) == link) {
                    listener.message(link.node().id(), message);
                }
            });
        }

        @Override
        public void missing(long nowNs, RelayLink link, int ssrc, int sequenceNumber) {
            for (CarriedStream each : streams) {
                StreamForwarder forwarder = each.forwarder(link.loop());
                if (forwarder != null && forwarder.repeat(link, ssrc, sequenceNumber)) {
                    return;
                }
            }
        }

        @Override
        public void keyframeWanted(long nowNs, RelayLink link, int ssrc) {
            for (CarriedStream each : streams) {
                StreamForwarder forwarder = each.forwarder(link.loop());
                if (forwarder != null && forwarder.keyframeWanted(link, ssrc)) {
                    return;
                }
            }
        }

        @Override
        public void senderReport(long nowNs, RelayLink link, int ssrc, long ntpTimestamp, int timestamp) {
            for (CarriedStream each : streams) {
                if (each.senderReport(nowNs, link, ssrc, ntpTimestamp, timestamp)) {
                    return;
                }
            }
        }

        @Override
        public void timing(long nowNs, RelayLink link, int ssrc, StreamTiming timing) {
            control.execute(() -> listener.timing(link, ssrc, timing));
        }

        @Override
        public void audience(long nowNs, RelayLink link, int ssrc, NeedCounts needs) {
            for (CarriedStream each : streams) {
                StreamForwarder forwarder = each.forwarder(link.loop());
                if (forwarder != null && forwarder.audience(link, ssrc, needs)) {
                    return;
                }
            }
        }

        @Override
        public void down(long nowNs, RelayLink link, String reason) {
            control.execute(() -> linkDown(link, reason));
        }
    }

    private record Readings(RelayLink link) implements LinkReadings {
        @Override
        public long lastHeardNs() {
            return link.heardNs();
        }

        @Override
        public long lastSentNs() {
            return link.sentNs();
        }

        @Override
        public long roundTripNs() {
            return link.roundTripNs();
        }

        @Override
        public int packetsPerSecond() {
            return link.media().packetsPerSecond(link.loop().nowNs());
        }

        @Override
        public long spacingNs() {
            return link.media().spacingNs();
        }
    }
}

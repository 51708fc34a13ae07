package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links with real DTLS, certificates and sockets: who gets one, and who does not. */
class LinkOverDtlsTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final byte[] SECRET = "both know it".getBytes(StandardCharsets.UTF_8);
    private static final Duration DAY = Duration.ofDays(1);

    private final Instant now = Instant.now();
    private final ClusterAuthority ours = ClusterAuthority.create("ours", DAY, RANDOM, now);

    /** A node with one loop, and what happened on its links. */
    private static final class Node implements LinkListener, AutoCloseable {
        final MediaLoops loops;
        final LinkFactory links;
        final BlockingQueue<RelayLink> ups = new LinkedBlockingQueue<>();
        final Queue<String> downs = new ConcurrentLinkedQueue<>();
        final CompletableFuture<RelayLink> up = new CompletableFuture<>();
        final CompletableFuture<String> said = new CompletableFuture<>();
        final CompletableFuture<String> down = new CompletableFuture<>();

        Node(ClusterTrust trust, NodeCertificate certificate) throws IOException {
            loops = MediaLoops.start(
                    MediaLoopOptions.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .withLoops(1));
            DtlsOptions dtls = DtlsOptions.defaults();
            PeerFactory peers = PeerFactory.overDtls(
                    certificate.dtlsCertificate(RANDOM), new HandshakeGate(dtls), dtls, PeerOptions.defaults(), RANDOM);
            links = new LinkFactory(LinkSecret.of(SECRET), peers, () -> LinkTrust.of(trust, Instant::now), this, 1_000);
            loop().execute(() -> loop().door(links));
        }

        MediaLoop loop() {
            return loops.loops().getFirst();
        }

        void open(Node other) {
            List<InetSocketAddress> addresses = other.loop().candidateAddresses();
            loop().execute(() -> links.open(loop(), addresses));
        }

        @Override
        public void up(long nowNs, RelayLink link) {
            up.complete(link);
            ups.add(link);
            link.send("hello".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void message(long nowNs, RelayLink link, byte[] message) {
            said.complete(new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void missing(long nowNs, RelayLink link, int ssrc, int sequenceNumber) {}

        @Override
        public void audience(long nowNs, RelayLink link, int ssrc, NeedCounts needs) {}

        @Override
        public void keyframeWanted(long nowNs, RelayLink link, int ssrc) {}

        @Override
        public void senderReport(long nowNs, RelayLink link, int ssrc, long ntpTimestamp, int timestamp) {}

        @Override
        public void timing(long nowNs, RelayLink link, int ssrc, StreamTiming timing) {}

        @Override
        public void down(long nowNs, RelayLink link, @Nullable String reason) {
            down.complete(String.valueOf(reason));
            downs.add(String.valueOf(reason));
        }

        @Override
        public void close() {
            loops.close();
        }
    }

    private NodeCertificate issue(ClusterAuthority authority, String id, NodeRole role) {
        return authority.issue(new NodeIdentity(id, Set.of(role)), DAY, RANDOM, now);
    }

    private static <T> T get(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellEachNodeWhoTheOtherIs() throws Exception {
        try (Node parent = new Node(ours.trust(), issue(ours, "relay-1", NodeRole.RELAY));
                Node child = new Node(ours.trust(), issue(ours, "edge-1", NodeRole.EDGE))) {
            child.open(parent);

            assertThat(get(child.up).node()).isEqualTo(new NodeIdentity("relay-1", Set.of(NodeRole.RELAY)));
            assertThat(get(parent.up).node()).isEqualTo(new NodeIdentity("edge-1", Set.of(NodeRole.EDGE)));
            assertThat(get(child.said)).isEqualTo("hello");
            assertThat(get(parent.said)).isEqualTo("hello");
        }
    }

    /** Of what is random in a handshake nothing may make one fail: keys and signatures whose first byte is 0, say, are one in 256. */
    @Test
    void shouldOpenEachOfManyLinks() throws Exception {
        try (Node parent = new Node(ours.trust(), issue(ours, "relay-1", NodeRole.RELAY));
                Node child = new Node(ours.trust(), issue(ours, "edge-1", NodeRole.EDGE))) {
            for (int i = 0; i < 300; i++) {
                child.open(parent);
                RelayLink link = child.ups.poll(20, TimeUnit.SECONDS);

                assertThat(child.downs).as("links that failed, at the %dth", i).isEmpty();
                assertThat(link).isNotNull();
            }
        }
    }

    @Test
    void shouldRefuseANodeOfAnotherCluster() throws Exception {
        ClusterAuthority theirs = ClusterAuthority.create("theirs", DAY, RANDOM, now);
        try (Node parent = new Node(ours.trust(), issue(ours, "relay-1", NodeRole.RELAY));
                Node stranger = new Node(ours.trust(), issue(theirs, "edge-1", NodeRole.EDGE))) {
            stranger.open(parent);

            assertThat(get(parent.down)).contains("is not one of the CA ours");
            assertThat(get(stranger.down)).isNotEmpty();
            assertThat(parent.up).isNotDone();
            assertThat(stranger.up).isNotDone();
        }
    }

    @Test
    void shouldNotTalkToAParentOfAnotherCluster() throws Exception {
        ClusterAuthority theirs = ClusterAuthority.create("theirs", DAY, RANDOM, now);
        try (Node impostor = new Node(ours.trust(), issue(theirs, "relay-1", NodeRole.RELAY));
                Node child = new Node(ours.trust(), issue(ours, "edge-1", NodeRole.EDGE))) {
            child.open(impostor);

            assertThat(get(child.down)).contains("is not one of the CA ours");
            assertThat(child.up).isNotDone();
        }
    }

    @Test
    void shouldRefuseACertificateThatHasEnded() throws Exception {
        NodeCertificate old = ours.issue(
                new NodeIdentity("edge-1", Set.of(NodeRole.EDGE)), DAY, RANDOM, now.minus(DAY.multipliedBy(3)));
        try (Node parent = new Node(ours.trust(), issue(ours, "relay-1", NodeRole.RELAY));
                Node late = new Node(ours.trust(), old)) {
            late.open(parent);

            assertThat(get(parent.down)).contains("ended at");
            assertThat(parent.up).isNotDone();
        }
    }
}

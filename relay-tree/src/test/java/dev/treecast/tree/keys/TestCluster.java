package dev.treecast.tree.keys;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.sframe.PacketOpener;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A CA, the stream "demo" at its ingest node, and as many edges as are asked for, in a time that the test moves. */
final class TestCluster {
    static final String STREAM = "demo";
    static final String PUBLICATION = "p1";
    static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    private static final Duration VALID = Duration.ofDays(30);

    final SecureRandom random = new SecureRandom();
    final ClusterAuthority authority = ClusterAuthority.create("north", VALID, random, START);
    final StreamKeyOptions options = StreamKeyOptions.defaults();
    final NodeCertificate ingest = certificate("ingest-1", NodeRole.INGEST);
    final StreamKeyOwner owner = owner(STREAM, PUBLICATION, ingest);
    private final Map<String, StreamKeyHolder> holders = new HashMap<>();
    private final Map<String, HpkeKeyPair> keyPairs = new HashMap<>();
    long nowNs;

    NodeCertificate certificate(String id, NodeRole role) {
        return authority.issue(new NodeIdentity(id, Set.of(role)), VALID, random, START);
    }

    StreamKeyOwner owner(String stream, String publication, NodeCertificate certificate) {
        return new StreamKeyOwner(stream, publication, certificate, authority.trust(), options, random, nowNs);
    }

    StreamKeyHolder holder(String node) {
        return holders.computeIfAbsent(node, id -> holder(id, certificate(id, NodeRole.EDGE), STREAM));
    }

    StreamKeyHolder holder(String node, NodeCertificate certificate, String stream) {
        HpkeKeyPair keys = keyPairs.computeIfAbsent(node, id -> HpkeKeyPair.generate(random));
        return new StreamKeyHolder(stream, node, certificate, keys, authority.trust(), SrtpCiphers.best(), 4, options);
    }

    Instant wallTime() {
        return START.plusNanos(nowNs);
    }

    void pass(Duration time) {
        nowNs += time.toNanos();
    }

    KeyVerdict ask(StreamKeyOwner of, byte[] request) {
        return of.take(request, nowNs, wallTime());
    }

    /** An edge asks, and gets what there is. */
    void join(String node) {
        ask(owner, holder(node).request(wallTime()));
        deliver();
    }

    /** An edge says that it watches no longer. */
    void release(String node) {
        ask(owner, holder(node).release(wallTime()));
    }

    /** Lets pass what a rotation takes that may begin now. */
    void rotate() {
        pass(options.rotationJitter());
        deliver();
        pass(options.lead());
        deliver();
    }

    StreamKeyOwner.@Nullable Outgoing poll(StreamKeyOwner of) {
        return of.poll(nowNs, wallTime());
    }

    /** Hands every edge what waits for it. */
    void deliver() {
        for (var out = poll(owner); out != null; out = poll(owner)) {
            holder(out.node()).accept(out.message(), wallTime());
        }
    }

    /** Whether an edge can read a packet. */
    boolean reads(String node, MediaPacket sealed) {
        PacketOpener opener = holder(node).opener(PUBLICATION);
        return opener != null && opener.open(sealed) != null;
    }

    static MediaPacket packet(long sequence) {
        return new MediaPacket(
                0, sequence, sequence * 3_000, true, false, new byte[] {1, 2, (byte) sequence}, null, -1, -1, 0);
    }
}

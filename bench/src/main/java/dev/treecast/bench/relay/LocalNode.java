package dev.treecast.bench.relay;

import dev.treecast.tree.StreamHub;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.link.LinkSecret;
import dev.treecast.tree.link.LinkTrust;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.membership.ParentList;
import dev.treecast.tree.node.Announcements;
import dev.treecast.tree.node.NodeCredentials;
import dev.treecast.tree.node.RelayNode;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** A node of the tree in this process, with a hub of its own. */
final class LocalNode {
    private static final int CAPACITY = 10_000;

    final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    final RelayNode node;

    /**
     * @param parents with where they are; empty at the ingest node
     * @param keys where key messages are read and written
     */
    LocalNode(
            Pki pki,
            String id,
            NodeRole role,
            MediaLoops loops,
            HandshakeGate gate,
            Map<String, InetSocketAddress> parents,
            SecureRandom random,
            Executor keys) {
        NodeCertificate certificate = pki.issue(id, role);
        node = new RelayNode(
                new NodeRecord(id, "bench", Set.of(role), CAPACITY, 0, false),
                loops,
                PeerFactory.overDtls(
                        certificate.dtlsCertificate(random),
                        gate,
                        DtlsOptions.defaults(),
                        PeerOptions.defaults(),
                        random),
                LinkSecret.of(pki.trust().pem().getBytes(StandardCharsets.UTF_8)),
                () -> LinkTrust.of(pki.trust(), Instant::now),
                new NodeCredentials(
                        certificate,
                        pki.trust(),
                        HpkeKeyPair.generate(random),
                        SrtpCiphers.best(),
                        random,
                        Instant::now,
                        keys,
                        StreamKeyOptions.defaults()),
                new ParentList(List.copyOf(parents.keySet())),
                parent -> parents.containsKey(parent) ? List.of(parents.get(parent)) : List.of(),
                Announcements.NONE,
                hub,
                random);
        node.start();
    }
}

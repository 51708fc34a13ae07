package dev.treecast.server.cluster;

import dev.treecast.server.StartupException;
import dev.treecast.server.config.ClusterOptions;
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
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** This process in its cluster: certificate, directory and relay tree, joined and running. */
public final class ClusterNode implements AutoCloseable {
    private final NodePki pki;
    private final RelayNode node;
    private final ExecutorService keys;

    private ClusterNode(NodePki pki, RelayNode node, ExecutorService keys) {
        this.pki = pki;
        this.node = node;
        this.keys = keys;
    }

    /** Reads the certificate and joins the tree. */
    public static ClusterNode start(
            ClusterOptions options,
            MediaLoopGroup loops,
            HandshakeGate gate,
            DtlsOptions dtls,
            StreamHub hub,
            SecureRandom random)
            throws StartupException {
        NodePki pki = NodePki.load(options, random, Instant.now());
        Map<String, InetSocketAddress> parents = new HashMap<>();
        options.parents()
                .forEach(parent -> parents.put(
                        parent.nodeId(),
                        new InetSocketAddress(
                                parent.address().host(), parent.address().port())));
        NodeRecord self = new NodeRecord(options.nodeId(), options.region(), pki.roles(), options.capacity(), 0, false);
        ExecutorService keys = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("stream-keys").daemon().factory());
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
                        StreamKeyOptions.defaults()),
                new ParentList(options.parents().stream()
                        .map(ClusterOptions.Parent::nodeId)
                        .toList()),
                id -> parents.containsKey(id) ? List.of(parents.get(id)) : List.of(),
                Announcements.NONE,
                hub,
                random);
        node.start();
        return new ClusterNode(pki, node, keys);
    }

    public boolean is(NodeRole role) {
        return pki.roles().contains(role);
    }

    RelayNode tree() {
        return node;
    }

    @Override
    public void close() {
        node.close();
        keys.shutdownNow();
    }
}

package dev.treecast.tree.link;

import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.UntrustedNodeException;
import dev.treecast.webrtc.dtls.PeerTrust;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The trust of one link's handshake, which remembers whom it trusted: who the other end is, the CA says, not the other end. */
public interface LinkTrust extends PeerTrust {

    /** The node at the other end; null until its certificate was trusted. */
    @Nullable
    NodeIdentity identity();

    /** Trusts nodes of a cluster. For one handshake. */
    static LinkTrust of(ClusterTrust cluster, Supplier<Instant> clock) {
        return new LinkTrust() {
            private volatile @Nullable NodeIdentity identity;

            @Override
            public @Nullable NodeIdentity identity() {
                return identity;
            }

            @Override
            public @Nullable String refuses(List<byte[]> chainDer) {
                try {
                    identity = cluster.verify(chainDer, clock.get());
                    return null;
                } catch (UntrustedNodeException e) {
                    return Objects.requireNonNullElse(e.getMessage(), "a certificate that is not a node's");
                }
            }
        };
    }
}
